/** What a look through a data folder has to say. */

export interface Found {
  /** What it is about, for people: a contract's entry, a file. Never content. */
  where: string;
  what: string;
}

/** Of one place so many are told one by one; the rest are counted. */
const TOLD_MAX = 100;

export class Findings {
  private readonly found: Found[] = [];
  private readonly counts = new Map<string, number>();

  constructor(private readonly say: (found: Found) => void) {}

  /** `group`: whose findings are counted together, such as a contract's receipts. */
  add(where: string, what: string, group = where): void {
    const count = (this.counts.get(group) ?? 0) + 1;
    this.counts.set(group, count);
    if (count > TOLD_MAX) return;
    const found = { where, what };
    this.found.push(found);
    this.say(found);
  }

  end(): Found[] {
    for (const [group, count] of this.counts)
      if (count > TOLD_MAX) {
        const found = { where: group, what: `and ${count - TOLD_MAX} more like these` };
        this.found.push(found);
        this.say(found);
      }
    return this.found;
  }
}
