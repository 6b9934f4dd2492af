/**
 * Writes that come together are one commit, and wait for the disk once: with `synchronous=FULL` each commit is an fsync, and
 * the server has one connection. Promises: a write that resolved is on the disk; one that throws has changed nothing and
 * does not undo the others.
 */
import type Sqlite from 'better-sqlite3';

interface Waiting {
  work: () => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export class Commits {
  private waiting: Waiting[] = [];

  constructor(private readonly sqlite: Sqlite.Database) {}

  /** `work` runs later in this process's turn, and must not wait for anything. Rejects with what it, or the disk, throws. */
  run(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.commit());
    });
  }

  private commit(): void {
    const batch = this.waiting;
    this.waiting = [];
    const refused = new Map<Waiting, unknown>();
    try {
      // A crash before the commit leaves everything as it was, and nobody was answered; after it, everything is there.
      this.sqlite
        .transaction(() => {
          for (const one of batch) this.attempt(one, refused);
        })
        .immediate();
    } catch (error) {
      for (const one of batch) one.reject(refused.get(one) ?? error);
      return;
    }
    for (const one of batch) {
      if (refused.has(one)) one.reject(refused.get(one));
      else one.resolve();
    }
  }

  private attempt(one: Waiting, refused: Map<Waiting, unknown>): void {
    try {
      // Within another transaction it is a savepoint.
      this.sqlite.transaction(one.work)();
    } catch (error) {
      refused.set(one, error);
      // A disk that is full ends the whole transaction by itself.
      if (!this.sqlite.inTransaction) throw error;
    }
  }
}

const known = new WeakMap<Sqlite.Database, Commits>();

/** The one of this connection: whoever writes through it shares its commits. */
export function commitsOf(sqlite: Sqlite.Database): Commits {
  const one = known.get(sqlite) ?? new Commits(sqlite);
  known.set(sqlite, one);
  return one;
}
