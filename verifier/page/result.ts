/** The outcome for people: the verdict, what was found, what the bundle says, whose keys, what cannot be proven. */
import type { Finding } from '../../domain/finding';
import { sentenceIn, subjectIn } from '../describe';
import { disclosedIn, limitsOf, rangeIn, segmentsIn, stepsOf, trustIn } from '../text-report';
import { counted, hoursOf, type Language, TEXTS, worded } from '../texts';
import { type DayEvents, weeksView } from './days';
import { type Child, el, quoted } from './dom';
import type { LogView, View } from './messages';

export function resultView(view: View, language: Language, events: DayEvents): HTMLElement {
  const { verdict, findings, log, checked } = view;
  const texts = TEXTS[language];
  const { title, body } = texts.verdict[verdict];
  return el(
    'div',
    { class: 'result' },
    el(
      'section',
      { class: `verdict ${verdict}`, 'aria-labelledby': 'verdict' },
      el('h2', { id: 'verdict', tabindex: '-1' }, title),
      el('p', {}, body),
    ),
    el(
      'section',
      {},
      el('h2', {}, texts.label.findings),
      findings.length === 0
        ? el('p', {}, texts.noneFound)
        : el(
            'ol',
            { class: 'findings' },
            ...grouped(findings, language).map(({ sentence, all }) => findingView(sentence, all, language)),
          ),
    ),
    ...(log === null
      ? []
      : [summaryView(view, log, language), keysView(log, language), weeksView(log, language, events)]),
    listView(texts.label.checked, stepsOf(checked, language)),
    listView(texts.label.limits, limitsOf(findings, language)),
  );
}

function listView(title: string, lines: readonly string[]): HTMLElement {
  return el('section', {}, el('h2', {}, title), el('ul', {}, ...lines.map((line) => el('li', {}, line))));
}

/** What is said in the same words is said once, with everything that it is about. The order stays that of the findings. */
function grouped(findings: readonly Finding[], language: Language): { sentence: string; all: Finding[] }[] {
  const groups: { id: string; sentence: string; all: Finding[] }[] = [];
  for (const one of findings) {
    const sentence = sentenceIn(one, language);
    const last = groups.at(-1);
    if (last?.id === one.id && last.sentence === sentence) last.all.push(one);
    else groups.push({ id: one.id, sentence, all: [one] });
  }
  return groups;
}

/** Subjects that stand open; of more, the rest is a click away. */
const SUBJECTS_OPEN = 5;

function findingView(sentence: string, all: readonly Finding[], language: Language): Child {
  const [first] = all;
  if (first === undefined) return null;
  const { severity, rule, id } = first;
  const texts = TEXTS[language];
  const subjects = (some: readonly Finding[]) =>
    el(
      'ul',
      { class: 'subjects' },
      ...some.map((one) =>
        el('li', { 'data-finding': id, 'data-rule': rule }, subjectIn(one.subject, language)),
      ),
    );
  const more = all.slice(SUBJECTS_OPEN);
  return el(
    'li',
    { class: severity },
    el('span', { class: 'badge' }, texts.severity[severity]),
    el('span', { class: 'sentence' }, sentence),
    subjects(all.slice(0, SUBJECTS_OPEN)),
    more.length === 0
      ? null
      : el(
          'details',
          {},
          el('summary', { class: 'hint' }, counted('more', more.length, language)),
          subjects(more),
        ),
    el('span', { class: 'hint' }, el('code', {}, rule), ' · ', el('code', {}, id)),
  );
}

function summaryView({ manifest }: View, log: LogView, language: Language): HTMLElement {
  const texts = TEXTS[language];
  const { label } = texts;
  const { summary, range, hours } = log;
  const told = ({ title: field }: { title: typeof summary.title }): Child =>
    field.told ? quoted(field.value) : worded(texts.untold, field.why);
  const rows: [string, Child][] = [
    [label.contract, told({ title: summary.title })],
    [label.client, told({ title: summary.client })],
    [label.range, rangeIn(range, language)],
    [label.hours, hoursOf(hours.ms)],
    [label.segments, segmentsIn(hours, language)],
  ];
  if (manifest !== null) rows.push([label.disclosed, disclosedIn(manifest, language)]);
  if (manifest !== null && manifest.note !== '') rows.push([label.note, quoted(manifest.note)]);
  rows.push([label.id, el('code', {}, summary.contract)], [label.log, el('code', {}, summary.log)]);
  return el(
    'section',
    {},
    el('h2', {}, texts.page.summary),
    el('dl', {}, ...rows.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
  );
}

function keysView({ summary }: LogView, language: Language): HTMLElement {
  const texts = TEXTS[language];
  return el(
    'section',
    {},
    el('h2', {}, texts.label.keys),
    el(
      'ul',
      { class: 'keys' },
      ...summary.signers.map((signer) =>
        el(
          'li',
          {},
          el('code', { class: 'words' }, signer.words),
          el(
            'span',
            { class: 'hint' },
            [
              texts.role[signer.role],
              trustIn(signer, language),
              ...(signer.active ? [] : [texts.key.revoked]),
              texts.store[signer.store],
            ].join(', '),
          ),
        ),
      ),
    ),
  );
}
