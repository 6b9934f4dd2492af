/** One at a time for each name; others meanwhile. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(name) ?? Promise.resolve()).then(work);
    const quiet = turn.catch(() => undefined);
    this.last.set(name, quiet);
    void quiet.then(() => {
      if (this.last.get(name) === quiet) this.last.delete(name);
    });
    return turn;
  }
}
