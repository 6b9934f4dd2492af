/**
 * Findings: what a verifier has to say of a bundle. Each names the rule that it is about, what it is about, and how grave
 * it is; a stranger reads the sentence, a program the rest. SPEC: VF1–VF3; the rules are in docs/evidence-format.md.
 */
import { assertNever } from './assert';

/**
 * `broken`: something was altered, dropped, added, or contradicts itself. `undecided`: it could not be decided, because
 * something is not known or was demanded and is not there. `note`: true, and worth knowing.
 */
export type Severity = 'broken' | 'undecided' | 'note';

export type Verdict = 'proven' | 'broken' | 'undecided';

export type Subject =
  | { type: 'bundle' }
  | { type: 'file'; name: string }
  /** A line of a file, from 1. */
  | { type: 'line'; file: string; line: number }
  /** An entry by its place among the leaves, from 0. */
  | { type: 'entry'; index: number }
  /** A segment by its entry, with its slot for people. */
  | { type: 'segment'; index: number; slot: number }
  | { type: 'key'; kid: string }
  /** Monday 00:00 UTC, Unix seconds. */
  | { type: 'week'; week: number }
  /** Midnight UTC, Unix seconds. */
  | { type: 'day'; day: number };

const broken = (rule: string, sentence: string) => ({ rule, severity: 'broken', sentence }) as const;
const undecided = (rule: string, sentence: string) => ({ rule, severity: 'undecided', sentence }) as const;
const note = (rule: string, sentence: string) => ({ rule, severity: 'note', sentence }) as const;

/** Every finding there is, by its own name. `{…}` are the finding's values. */
export const FINDINGS = {
  // The container and its files.
  'container-damaged': broken('BU1', 'The file is not a bundle as it is written: {why}.'),
  'file-unknown': broken('BU2', 'The bundle has a file that no bundle has.'),
  'file-missing': broken('BU2', 'The bundle lacks this file.'),
  'file-too-large': broken('BU3', 'The file claims {bytes} bytes, more than {max}.'),
  'file-unreadable': undecided('BU3', 'The file could not be read.'),
  'manifest-form': broken('BU4', 'The manifest is not written as a manifest is: {why}.'),
  'manifest-files': broken('BU4', 'The manifest does not list this file as it is.'),
  'manifest-version': undecided('BU4', 'The bundle is of a version that this program does not know.'),
  'manifest-log': broken('BU6', 'The manifest is of another log than the entries.'),
  'manifest-note': broken('BU5', 'The signature of the manifest is not readable.'),
  'manifest-signature': broken(
    'BU5',
    'The manifest is not signed by a key of this log: note, scope and report are nobody\u2019s word.',
  ),
  'picture-altered': broken('DS7', 'The picture is not the one that was recorded.'),
  'picture-missing': broken('DS7', 'The picture is disclosed, and its file is not there.'),
  'picture-held': broken('DS7', 'The picture was held back by the freelancer, and its file is here.'),
  'picture-unnamed': broken('DS7', 'The picture belongs to no segment that is disclosed.'),
  // Entries, one by one.
  'lines-refused': broken(
    'VF7',
    'More than {max} lines of this file cannot be read: the rest of it was not looked at.',
  ),
  'line-form': broken('LG10', 'The file does not end each entry with one line feed.'),
  'entry-too-long': broken('EN5', 'The line is longer than any entry.'),
  'entry-envelope': broken('EN2', 'The line is not an entry as it is written.'),
  'entry-version': undecided('EN6', 'The entry is of version {version}, which this program does not know.'),
  'entry-json': broken('EN3', 'What the entry says is not written as it must be.'),
  'entry-schema': broken('EN4', 'The entry says something that no entry of its kind says.'),
  'digest-doubled': broken('DS9', 'The entry has a digest that an earlier entry has too.'),
  'entry-digests': broken('DS3', 'The entry has more or fewer digests than one of its kind.'),
  'signature-refused': broken('KY1', 'The signature, or the key, is of a form that is never accepted.'),
  'signature-wrong': broken('LG9', 'The signature does not belong to this entry and this key.'),
  // The chain and the keys.
  'open-misplaced': broken('LG6', 'A log begins with one opening entry; here it does not.'),
  'opener-wrong': broken('KY5', 'The log is not opened by the key that it names.'),
  'signer-unknown': broken('LG9', 'The entry is signed by a key that is not part of this log.'),
  'signer-revoked': broken('KY7', 'The entry is signed by a key that was revoked before it.'),
  'seq-wrong': broken(
    'LG7',
    'The signer\u2019s entries are counted {expected}, {found}: one is missing, doubled or out of order.',
  ),
  'prev-wrong': broken('LG8', 'The entry does not follow the one before it of the same signer.'),
  'role-wrong': broken('KY8', 'A key of a {role} signed what it may not say.'),
  'key-wrong': broken('KY6', 'The entry adds or revokes a key that it cannot.'),
  'key-unprotected': note(
    'KY11',
    'The machine of this key has no key store: whoever can read its files can sign.',
  ),
  'server-untrusted': note(
    'KY10',
    'The log has entries of a {role} whose key you do not trust: they prove nothing to you.',
  ),
  'not-anchored': undecided(
    'KY9',
    'No key that you trust opened this log or signed its head: it is whole, but it may be anybody\u2019s.',
  ),
  'other-contract': broken('VF5', 'The log is of another contract than the one asked for.'),
  // The head.
  'checkpoint-form': broken('LG11', 'The checkpoint is not written as one.'),
  'checkpoint-origin': broken('LG11', 'The checkpoint is of another log.'),
  'checkpoint-size': broken('LG11', 'The checkpoint is over {size} entries, and here are {entries}.'),
  'checkpoint-root': broken('LG11', 'The checkpoint is not of these entries.'),
  'checkpoint-signature': broken(
    'LG12',
    'The checkpoint is not signed by a key of this log that was in force.',
  ),
  'seen-cut': broken('LG13', 'You have seen this log with {size} entries, and here are only {entries}.'),
  'seen-other': broken('LG13', 'You have seen this log with other entries: it was rewritten.'),
  'seen-log': undecided(
    'LG13',
    'You have seen another log of this contract, and this one does not say that it continues it.',
  ),
  'seen-continued': undecided(
    'LG13',
    'You have seen the log that this one continues. Whether everything in it is here too cannot be checked.',
  ),
  'seen-unreadable': undecided(
    'LG13',
    'A checkpoint that you trust is not readable, or not signed by a key of this log.',
  ),
  'seal-wrong': broken('LG14', 'The server does not tell the reception of entries in order, each once.'),
  'clock-back': note('LG15', 'By this machine\u2019s clock the entry is older than its previous one.'),
  'log-continues': note(
    'LG16',
    'The log continues an earlier one of {size} entries, of which some were lost.',
  ),
  'seen-before': broken(
    'LG17',
    'The segment names a head of {size} entries, which is not of those before it.',
  ),
  'device-time': note('VF3', 'The times are the device\u2019s own: no server received these entries.'),
  'no-server-time': undecided('VF9', 'You ask for a server\u2019s time, and there is none.'),
  // Segments and what is done to them.
  'segment-doubled': broken('SG2', 'The same device has another segment of this slot that stands.'),
  'slot-overfull': broken('SG3', 'The segments of this slot add up to more than 600 seconds, or overlap.'),
  'time-wrong': broken('SG4', 'The exact times do not add up to what the segment says.'),
  'activity-wrong': broken('SG5', 'The activity level is not that of the minutes.'),
  'target-wrong': broken('SG6', 'The entry is about something that is not there, or not any more.'),
  'amend-wrong': broken('SG6', 'The entry amends what it cannot, or adds time.'),
  'expired-early': broken('SG9', 'Pictures were destroyed as expired before their time.'),
  'edited-late': note('SG12', 'It was changed or deleted after its week had locked.'),
  'sealed-early': note('SG13', 'It was sealed before its slot was over, by this machine\u2019s clock.'),
  backdated: note('SG14', 'What it says takes effect before it was said.'),
  'close-wrong': broken('SG11', 'The week\u2019s closing says {said}, and the log has {found}.'),
  'close-early': broken('SG11', 'The week is closed before it is over.'),
  'reveal-wrong': broken(
    'SG15',
    'The day\u2019s key is not the one that was committed to, or its day is not over.',
  ),
  'commit-doubled': broken('SG15', 'The same key committed to two keys for one day.'),
  'commit-missing': note('SG15', 'The moments of this picture were not committed to before its day.'),
  'moment-wrong': broken('SG16', 'The picture was not taken at the moment that the day\u2019s key gives.'),
  'moment-own': note('SG16', 'The moments of the pictures were drawn by the device itself.'),
  'reveal-missing': note(
    'SG15',
    'The key of this day was committed to and never revealed: the moments of its pictures cannot be checked.',
  ),
  'draw-from': note(
    'SG16',
    'Pictures whose draw begins at an instant at which no stretch of work is known to begin: {count}.',
  ),
  moved: note(
    'SG7',
    'Segments moved here from another log: {here}; moved away to another one: {away}. That log was not looked at.',
  ),
  'draw-missing': note(
    'SG16',
    'Pictures of days with a key, without the draw that gave their moment: {count}.',
  ),
  'clock-moved': note(
    'SG17',
    'Between this segment and the one before, the clock shifted by {ms} ms against the time that passed.',
  ),
  // Disclosures.
  'disclosure-form': broken('DS2', 'The line is not a disclosure as it is written.'),
  'disclosure-value': broken('DS3', 'The disclosure says something that its field cannot say.'),
  'disclosure-orphan': broken('DS6', 'The disclosure belongs to no entry of this log.'),
  'disclosure-gone': broken('DS6', 'The disclosure is of something that was amended, deleted or destroyed.'),
  'disclosure-outside': broken(
    'DS6',
    'The disclosure is outside of what this bundle says that it discloses.',
  ),
  'disclosure-order': broken('DS10', 'The disclosures are not in the order of the log, each once.'),
  'disclosure-missing': broken(
    'DS4',
    'Missing in this segment, and not said to be withheld or deleted: {field}.',
  ),
  'not-covered': note('DS5', 'Segments outside of the range, in the log and not disclosed: {count}.'),
  withheld: note('DS5', 'Withheld: {field} (segments: {count}).'),
  'withheld-required': undecided('DS5', 'Withheld, although you ask for it: {field} (segments: {count}).'),
  // What was asked for.
  more: note('VF2', 'Further findings of the kind {id}: {count}.'),
  'range-missing': undecided('VF4', 'You ask for a range that this bundle does not disclose.'),
  'week-open': undecided('VF4', 'The device has not closed this week: later entries may be missing.'),
} as const;

export type FindingId = keyof typeof FINDINGS;

export interface Finding {
  id: FindingId;
  /** The rule of docs/evidence-format.md that it is about. */
  rule: string;
  severity: Severity;
  subject: Subject;
  values: Readonly<Record<string, string | number>>;
}

export function finding(
  id: FindingId,
  subject: Subject,
  values: Readonly<Record<string, string | number>> = {},
): Finding {
  const { rule, severity } = FINDINGS[id];
  return { id, rule, severity, subject, values };
}

/** One broken finding breaks the whole; without one, one undecided leaves it undecided. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ severity }) => severity === 'broken')) return 'broken';
  return findings.some(({ severity }) => severity === 'undecided') ? 'undecided' : 'proven';
}

/** Of the command: 0 proven, 1 broken, 2 cannot decide. */
export function exitCodeOf(verdict: Verdict): 0 | 1 | 2 {
  switch (verdict) {
    case 'proven':
      return 0;
    case 'broken':
      return 1;
    case 'undecided':
      return 2;
    default:
      return assertNever(verdict);
  }
}

/** The finding in one English sentence. */
export function sentenceOf({ id, values }: Finding): string {
  return FINDINGS[id].sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
