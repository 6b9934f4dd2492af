/** A slice's verdict in plain sentences: each reason with its rule, and what mends it while it can be mended. */
import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { SliceId } from '../../../domain/ids';
import { useFormat } from '../../ui/format-context';
import { ProtectionContext, standing, useVerdict } from '../protection';
import { becauseText, useReader } from '../reader';
import classes from './detail.module.css';

export function ProtectionFacts({ sliceId }: { sliceId: SliceId }) {
  const { t } = useTranslation();
  const format = useFormat();
  const protection = useContext(ProtectionContext);
  const verdict = useVerdict(sliceId);
  const reader = useReader();
  if (protection === null || verdict === null) return null;
  const { mend } = protection;
  const state = standing(verdict);
  if (state === 'none' && verdict.reasons.length === 0) return null;
  const good = state === 'protected';
  return (
    <section className={classes.section} data-testid="detail-protection">
      <h3>{t('protection.title')}</h3>
      <p className={good ? classes.good : classes.bad}>
        {good ? <IconShieldCheck size={16} aria-hidden /> : <IconShieldX size={16} aria-hidden />}{' '}
        {state === 'partly'
          ? t('protection.verdict.partly', { time: format.ms(verdict.parts.protectedMs) })
          : t(good ? 'protection.verdict.protected' : 'protection.verdict.not')}
      </p>
      {verdict.reasons.length > 0 && (
        <ul className={classes.reasons}>
          {verdict.reasons.map((reason) => (
            <li key={reason.rule}>
              <span>
                {becauseText(t, reason.because, reader)} <span className={classes.rule}>{reason.rule}</span>
              </span>
              <span className={classes.mend}>
                {t(`protection.mend.${reason.mend}`)}
                {reason.until !== null && reason.mend !== 'wait' && (
                  <> {t('protection.until', { date: format.dateTime(reason.until) })}</>
                )}
              </span>
              {reason.mend !== 'none' && reason.mend !== 'wait' && mend !== null && (
                <Button
                  size="compact-xs"
                  variant="default"
                  data-testid={`mend-${reason.rule}`}
                  onClick={() => mend(reason, verdict)}
                >
                  {t(`protection.do.${reason.mend}`)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
