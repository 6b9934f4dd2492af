/**
 * Makes the names in folders durable, once for all who ask meanwhile: while a folder is being synced those who come wait
 * for the next time, which is one for all of them.
 */
export class FolderSyncs {
  private readonly folders = new Map<string, { now: Promise<void>; next: Promise<void> | null }>();

  constructor(private readonly sync: (folder: string) => Promise<void>) {}

  /** A name was put into the folder: it is to be durable. */
  ask(folder: string): void {
    const known = this.folders.get(folder);
    if (known === undefined) {
      const now = this.sync(folder);
      this.folders.set(folder, { now, next: null });
      this.end(folder, now);
    } else
      known.next ??= known.now
        .catch(() => undefined)
        .then(() => {
          const now = this.sync(folder);
          this.folders.set(folder, { now, next: null });
          this.end(folder, now);
          return now;
        });
    known?.next?.catch(() => undefined);
  }

  /** Resolves when every name that was asked for before is durable; rejects where the disk refused. */
  async settled(folder: string): Promise<void> {
    const known = this.folders.get(folder);
    await (known?.next ?? known?.now);
  }

  private end(folder: string, now: Promise<void>): void {
    const forget = () => {
      const known = this.folders.get(folder);
      if (known?.now === now && known.next === null) this.folders.delete(folder);
    };
    // A refusal stays until the next sync of the folder, so that whoever waits for it hears of it.
    now.then(forget, () => undefined);
  }
}
