/**
 * What a verifier has found so far. Whatever the bytes, the list stays of a size that a person can read and a machine can
 * hold: of one kind of finding the first thousand are told, the rest are counted. SPEC: VF2, VF7.
 */
import { FINDINGS, type Finding, type FindingId, finding, type Severity, type Subject } from './finding';

/** Findings of one kind that are told one by one. */
export const FINDINGS_MAX = 1000;

/** Lines of one file that are refused: after so many nobody reads on, for a file of nothing else would take hours. */
export const REFUSED_LINES_MAX = 10_000;

const SEVERITIES: readonly Severity[] = ['broken', 'undecided', 'note'];
const IDS = Object.keys(FINDINGS);

export type Values = Finding['values'];

/** Where findings go: the verifier's report, or whoever refuses an entry that gives one. */
export interface Reporting {
  add(id: FindingId, subject: Subject, values?: Values): void;
}

export class Report implements Reporting {
  private readonly found = new Map<FindingId, { told: Finding[]; more: number }>();

  add(id: FindingId, subject: Subject, values: Values = {}): void {
    const kind = this.found.get(id) ?? { told: [], more: 0 };
    this.found.set(id, kind);
    if (kind.told.length < FINDINGS_MAX) kind.told.push(finding(id, subject, values));
    else kind.more++;
  }

  /**
   * The gravest first, then in the order of the list of findings, then in the order in which they were met, which is that
   * of the bundle: the same for the same bundle, however a platform batches its work.
   */
  findings(): Finding[] {
    const all = [...this.found].flatMap(([id, { told, more }]) => [
      ...[...told].sort((a, b) => placeOf(a.subject) - placeOf(b.subject)),
      ...(more > 0 ? [finding('more', { type: 'bundle' }, { id, count: more })] : []),
    ]);
    return all.sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        IDS.indexOf(a.id) - IDS.indexOf(b.id),
    );
  }
}

function placeOf(subject: Subject): number {
  switch (subject.type) {
    case 'entry':
    case 'segment':
      return subject.index;
    case 'line':
      return subject.line;
    default:
      return 0;
  }
}
