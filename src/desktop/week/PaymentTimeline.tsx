/** When the week is closed, invoiced, reviewed and paid: each step in UTC, and in the hour it is here. */
import { useTranslation } from 'react-i18next';
import { paymentCalendar, paymentStage } from '../../../domain/payment-calendar';
import { MINUTE_MS } from '../../../domain/week';
import { makeFormat } from '../../ui/format';
import { useFormat } from '../../ui/format-context';
import { useApp } from '../store';
import classes from './week.module.css';

export function PaymentTimeline({ at }: { at: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const utc = makeFormat(format.locale, 'UTC');
  const calendar = paymentCalendar(at);
  // The last minute is named where the instant itself is no longer part of it.
  const steps = [
    { step: 'editUntil', at: calendar.editUntil, shown: calendar.editUntil - MINUTE_MS },
    { step: 'invoicedAt', at: calendar.invoicedAt, shown: calendar.invoicedAt },
    { step: 'reviewUntil', at: calendar.reviewUntil, shown: calendar.reviewUntil - MINUTE_MS },
    { step: 'paidOn', at: calendar.paidOn, shown: null },
  ] as const;
  return (
    <section aria-label={t('payment.title')}>
      <h2 className={classes.heading}>{t('payment.title')}</h2>
      <ol className={`${classes.timeline} figures`} data-testid="payment">
        {steps.map(({ step, at: instant, shown }) => (
          <li key={step} data-done={now >= instant}>
            <strong>{t(`payment.${step}`)}</strong>
            {shown === null ? (
              <span>{format.dateUtc(instant)}</span>
            ) : (
              <>
                <span>{t('payment.utc', { at: utc.dateTime(shown) })}</span>
                {format.zone !== 'UTC' && <span>{t('payment.here', { at: format.dateTime(shown) })}</span>}
              </>
            )}
          </li>
        ))}
      </ol>
      <p className={classes.note}>
        <span data-testid="payment-stage">{t(`payment.stage.${paymentStage(calendar, now)}`)}</span>{' '}
        {t('payment.hint')}
      </p>
    </section>
  );
}
