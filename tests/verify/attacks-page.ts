/** The list of attacks in docs/attacks.md, made from the cases, so that it is what is tested. */
import { GROUPS } from './cases/all';
import type { Case } from './cases/base';

export const BEGIN = '<!-- The lists are made from tests/verify/cases/: `UPDATE=1 npm test -- attacks`. -->';
export const END = '<!-- End of the lists. -->';

/** A table for each group: the attack, what must be found, and its name in the tests and among the vectors. */
export function attacksPage(vectors: ReadonlySet<string>): string {
  const tables = GROUPS.map(
    ([about, cases]) =>
      `### ${about}\n\n| rule | what is done | what is found | name |\n|---|---|---|---|\n${cases
        .map((one) => rowOf(one, vectors))
        .join('\n')}\n`,
  );
  return `${BEGIN}\n\n${tables.join('\n')}\n${END}`;
}

function rowOf({ title, name, verdict, findings }: Case, vectors: ReadonlySet<string>): string {
  const rules = [...title.matchAll(/\[([A-Z]{2}\d+)\]/g)].map(([, rule]) => rule);
  const what = title.replace(/^(\[[A-Z]{2}\d+\] )+/, '').replaceAll('|', '\\|');
  const ids = [...new Set(findings.map((line) => line.split(' ')[0] ?? ''))];
  const found = ids.filter((id) => id !== 'device-time').map((id) => `\`${id}\``);
  const file = vectors.has(name) ? `[${name}](../tests/vectors/${name}.findings.json)` : name;
  return `| ${rules.join(' ')} | ${what} | ${VERDICT[verdict]}${found.length > 0 ? `: ${found.join(', ')}` : ''} | ${file} |`;
}

const VERDICT = { proven: 'proven', broken: '**broken**', undecided: '*not decided*' } as const;
