/** What is frozen of an outcome: the verdict and each finding, without the sentence, which may be worded better. */
import type { Verified } from '../../domain/verify';

export function frozenFindings({ verdict, findings }: Pick<Verified, 'verdict' | 'findings'>): string {
  const lines = findings.map(({ id, rule, severity, subject, values }) =>
    JSON.stringify({ id, rule, severity, subject, values }),
  );
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  return `{\n  "verdict": "${verdict}",\n  "findings": ${list}\n}\n`;
}
