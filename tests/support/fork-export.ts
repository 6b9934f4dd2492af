/** The export child's work in this process, over the same messages. For tests, and for children of tests. */
import { type Served, serveExport } from '../../electron/main/export-evidence/serve';
import type { Child, ForkChild } from '../../electron/main/sensors/child';
import { nodeCrypto } from '../../verifier/node/node-crypto';

/** The child's work here, over cloned messages; it ends as a process does. */
export function forkExport({ open, pdf }: Pick<Served, 'open' | 'pdf'>): ForkChild {
  return (): Child => {
    const messages: ((message: unknown) => void)[] = [];
    const exits: ((code: number | null) => void)[] = [];
    const incoming: ((message: unknown) => void)[] = [];
    let over = false;
    const exit = (code: number | null) => {
      if (over) return;
      over = true;
      for (const listener of exits) listener(code);
    };
    /** A process that is killed is gone. Here its work must come to its end, or its file would stay open. */
    const drain = () => {
      for (const listener of incoming) listener({ type: 'answer', answer: '' });
    };
    serveExport({
      port: {
        post(message) {
          const cloned: unknown = structuredClone(message);
          queueMicrotask(() => {
            if (over) return drain();
            for (const listener of messages) listener(cloned);
          });
        },
        onMessage: (listener) => void incoming.push(listener),
      },
      crypto: nodeCrypto(),
      pdf,
      open,
      mono: () => performance.now(),
      exit: () => exit(0),
    });
    return {
      post(message) {
        const cloned: unknown = structuredClone(message);
        queueMicrotask(() => {
          if (!over) for (const listener of incoming) listener(cloned);
        });
      },
      onMessage: (listener) => void messages.push(listener),
      onExit: (listener) => void exits.push(listener),
      kill() {
        exit(null);
        drain();
      },
    };
  };
}
