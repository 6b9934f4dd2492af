/**
 * Passwords by argon2id, with what OWASP recommends (19 MiB, two passes, one lane). A look at an account that is not there
 * takes as long as one at an account that is.
 */
import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet, argon2id; `algorithm` 2 is argon2id. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** How many are worked on at once: each takes 19 MiB and a core. */
const AT_ONCE = 2;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** `kept` null: no account, or one without a password; the answer is "no", after as much work. */
  isRight(kept: string | null, password: string): Promise<boolean>;
}

export async function openPasswords(random: (bytes: number) => Uint8Array): Promise<Passwords> {
  const turn = turns(AT_ONCE);
  // Of a password that nobody has: what a look at nothing is compared with.
  const nobody = await hash(Buffer.from(random(32)).toString('hex'), COST);
  return {
    hash: (password) => turn(() => hash(password.normalize('NFC'), COST)),
    isRight: (kept, password) =>
      turn(async () => (await verify(kept ?? nobody, password.normalize('NFC'))) && kept !== null),
  };
}

/** At most so many at a time; the others wait in order. */
function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
