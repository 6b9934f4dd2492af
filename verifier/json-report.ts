/**
 * The outcome as one JSON document for programs: the same bundle, trust and policy give the same text on every platform.
 * SPEC: VF2; docs/verifying.md.
 */
import { sentenceOf } from '../domain/finding';
import type { Verified } from '../domain/verify';
import { sentenceIn } from './describe';
import { hoursIn } from './hours';
import { rangeOf } from './text-report';
import type { Language } from './texts';

/** With a line feed at its end. `language`: of the sentences; null: those of docs/evidence-format.md, in English. */
export function jsonReport(outcome: Verified, language: Language | null): string {
  const { verdict, findings, record, manifest, checked } = outcome;
  const document = {
    format: 'minutier-verdict-1',
    verdict,
    findings: findings.map((one) => ({
      id: one.id,
      rule: one.rule,
      severity: one.severity,
      subject: one.subject,
      values: one.values,
      sentence: language === null ? sentenceOf(one) : sentenceIn(one, language),
    })),
    checked,
    manifest,
    log:
      record === null
        ? null
        : {
            contract: record.contract,
            log: record.log,
            currency: record.currency,
            keys: record.signers.map(({ kid, x, words, role, store, active, trusted }) => ({
              kid,
              key: x,
              words,
              role,
              store,
              active,
              trusted,
            })),
            hours: hoursIn(record, manifest?.scope ?? rangeOf(record)),
          },
  };
  return `${JSON.stringify(document, null, 2).replace(STEERING, escaped)}\n`;
}

/** What JSON leaves as it is and what could still steer a terminal, or turn a line round: told by its number. */
const STEERING = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
