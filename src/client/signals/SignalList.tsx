/** Signals in words: when, the numbers that were compared, and the published rule with its thresholds. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SIGNAL_RULES, SIGNALS, type SignalRule } from '../../../domain/signals';
import type { Reply } from '../../../domain/wire';
import { useFormat } from '../../ui/format-context';
import classes from './signals.module.css';

export function SignalList({ answer }: { answer: Reply<'signals'> }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  return (
    <div className={classes.all}>
      <Text size="sm">{t('signals.what')}</Text>
      {answer.signals.length === 0 && <Text size="sm">{t('signals.noneHere')}</Text>}
      <ul className={classes.list}>
        {answer.signals.map((signal) => (
          <li key={`${signal.rule} ${signal.from}`} data-testid={`signal-${signal.rule}`}>
            <b className="figures">
              {format.date(signal.from)}, {format.timeRange(signal.from, signal.to)}
            </b>
            <span>
              {isRule(signal.rule)
                ? t(`signals.said.${signal.rule}`, { replace: written(signal.values) })
                : signal.rule}
            </span>
            {isRule(signal.rule) && <span className={classes.rule}>{ruleText(signal.rule)}</span>}
          </li>
        ))}
      </ul>
      {answer.notTold.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            {t('signals.notTold')}
          </Text>
          <ul className={classes.plain}>
            {answer.notTold.map((one) => (
              <li key={one.rule}>
                {t('signals.notToldOf', {
                  rule: t(`signals.name.${one.rule}`),
                  count: one.segments,
                  formatted: format.number(one.segments),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      <Text size="xs" c="dimmed">
        {t('signals.version', { version: SIGNALS.version })}
      </Text>
    </div>
  );

  function ruleText(rule: SignalRule): string {
    return t('signals.ruleIs', { rule: t(`signals.rule.${rule}`, { replace: written(SIGNALS[rule]) }) });
  }

  function written(values: Readonly<Record<string, number>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, format.number(Math.round(value * 10) / 10)]),
    );
  }
}

function isRule(rule: string): rule is SignalRule {
  return SIGNAL_RULES.some((known) => known === rule);
}
