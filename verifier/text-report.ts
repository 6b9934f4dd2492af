/**
 * The outcome as a text for a terminal: the verdict first, then every finding, then what the bundle says. What others
 * wrote stands in it without anything that could steer the terminal. SPEC: VF2.
 */
import type { Manifest } from '../domain/bundle';
import type { Finding } from '../domain/finding';
import type { LogRecord, SignerRecord } from '../domain/record';
import type { Checked, Verified } from '../domain/verify';
import { sentenceIn, subjectIn } from './describe';
import { type Hours, hoursIn } from './hours';
import { counted, dateOf, filled, hoursOf, instantOf, type Language, plain, TEXTS, worded } from './texts';

export function textReport(outcome: Verified, language: Language): string {
  const { verdict, findings, record, manifest } = outcome;
  const texts = TEXTS[language];
  const { title, body } = texts.verdict[verdict];
  return [
    title.toUpperCase(),
    body,
    '',
    ...findingLines(findings, language),
    ...(record === null ? [] : ['', ...recordLines(record, manifest, language)]),
    '',
    texts.label.checked,
    ...stepsOf(outcome.checked, language).map((line) => `  - ${line}`),
    '',
    texts.label.limits,
    ...limitsOf(findings, language).map((line) => `  - ${line}`),
    '',
  ].join('\n');
}

/** What was looked at, and how much of it; how it came out the findings say. */
export function stepsOf(checked: Checked, language: Language): string[] {
  const { entries, head, told, pictures, sums, owner } = TEXTS[language].steps;
  const counts = {
    entries: counted('entries', checked.entries, language),
    disclosures: counted('disclosures', checked.disclosures, language),
    pictures: counted('pictures', checked.pictures, language),
  };
  return [entries, head, told, pictures, sums, owner].map((text) => filled(text, counts));
}

/** What no signature can say. That times are the device's own is said where they are. */
export function limitsOf(findings: readonly Finding[], language: Language): string[] {
  const { human, screen, deleted, device } = TEXTS[language].limits;
  return [human, screen, deleted, ...(findings.some(({ id }) => id === 'device-time') ? [device] : [])];
}

function findingLines(findings: readonly Finding[], language: Language): string[] {
  const texts = TEXTS[language];
  if (findings.length === 0) return [texts.noneFound];
  return [
    texts.label.findings,
    ...findings.flatMap((one) => [
      `  ${texts.severity[one.severity]} · ${one.rule} · ${subjectIn(one.subject, language)} · ${one.id}`,
      `    ${sentenceIn(one, language)}`,
    ]),
  ];
}

function recordLines(record: LogRecord, manifest: Manifest | null, language: Language): string[] {
  const texts = TEXTS[language];
  const { label } = texts;
  const row = (name: string, value: string) => `${name.padEnd(18)} ${value}`;
  const told = (field: LogRecord['title']) =>
    field.told ? plain(field.value) : worded(texts.untold, field.why);
  const range = manifest?.scope ?? rangeOf(record);
  const hours = hoursIn(record, range);
  return [
    row(label.contract, `${told(record.title)} (${record.contract})`),
    row(label.client, told(record.client)),
    row(label.log, record.log),
    row(label.range, rangeIn(range, language)),
    ...(manifest === null ? [] : [row(label.disclosed, disclosedIn(manifest, language))]),
    ...(manifest === null || manifest.note === '' ? [] : [row(label.note, plain(manifest.note))]),
    row(label.segments, segmentsIn(hours, language)),
    row(label.hours, hoursOf(hours.ms)),
    '',
    label.keys,
    ...record.signers.flatMap((signer) => keyLines(signer, language)),
    '',
    label.weeks,
    ...hours.weeks.map(
      (week) =>
        `  ${dateOf(week.week, language).padEnd(14)} ${hoursOf(week.ms).padStart(7)}   ${segmentsIn(week, language)}`,
    ),
  ];
}

/** Where no manifest says it: all that there is. */
export function rangeOf({ segments }: LogRecord): { from: number; to: number } {
  const slots = segments.map(({ entry }) => entry.slot);
  const [from, to] = [slots[0] ?? 0, slots.at(-1) ?? 0];
  return { from, to: to + 600 };
}

export function rangeIn({ from, to }: { from: number; to: number }, language: Language): string {
  const values = { from: instantOf(from, language), to: instantOf(to, language) };
  return filled(TEXTS[language].range, values);
}

export function disclosedIn({ scope }: Manifest, language: Language): string {
  const texts = TEXTS[language];
  if (scope.fields.length === 0) return texts.label.nothing;
  return scope.fields.map((field) => texts.name[field]).join(', ');
}

/** "12 segments, 1 deleted". */
export function segmentsIn({ segments, deleted, moved }: Hours, language: Language): string {
  return [
    counted('segments', segments, language),
    ...(deleted > 0 ? [counted('deleted', deleted, language)] : []),
    ...(moved > 0 ? [counted('moved', moved, language)] : []),
  ].join(', ');
}

function keyLines(signer: SignerRecord, language: Language): string[] {
  const texts = TEXTS[language];
  const said = [
    texts.role[signer.role],
    trustIn(signer, language),
    ...(signer.active ? [] : [texts.key.revoked]),
    texts.store[signer.store],
  ];
  return [`  ${signer.words}`, `    ${said.join(', ')}`];
}

export function trustIn({ trusted }: SignerRecord, language: Language): string {
  const { key } = TEXTS[language];
  return trusted === null ? key.unknown : filled(key.trusted, { name: plain(trusted) });
}
