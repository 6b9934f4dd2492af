/** A child process as the sensors see it; `electron-deps.ts` makes it of a utilityProcess, tests of a plain fork. */
export interface Child {
  /** Delivered in order, also when sent before the child has begun to listen; dropped once it has ended. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, whatever ended it. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

export type ChildEntry = 'picture-child' | 'input-child' | 'backup-child' | 'export-child';

/** Starts the built entry. May throw; a child that cannot start exits. */
export type ForkChild = (entry: ChildEntry) => Child;

/** The same from within the child. */
export interface ParentPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}
