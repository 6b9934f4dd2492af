/** Links for people: each works once, until its time is over. Only the hash of its token is kept. */
import type { ContractId } from '../../domain/ids';

/** Fourteen days. */
export const LINK_MS = 14 * 86_400_000;

export type NewLink = {
  /** Whom it is for, as they were called. */
  name: string;
  /** Who made it. */
  from: string | null;
  /** Wall ms. */
  until: number;
} & (
  | { kind: 'setup' | 'account' }
  | { kind: 'client'; contract: ContractId }
  /** `week`: the disputed one, Unix seconds. */
  | { kind: 'mediator'; contract: ContractId; week: number }
);

export interface Links {
  /** The whole address, with the token in its fragment: `PUBLIC_URL/join#TOKEN`. It is told once and kept nowhere. */
  make(link: NewLink): Promise<string>;
}
