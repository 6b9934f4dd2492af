/** The steps of a week's review in order: who said what, when, of how much time. Each is an entry of the log. */
import { useTranslation } from 'react-i18next';
import type { Review } from '../../../domain/protocol-review';
import { useFormat } from '../../ui/format-context';
import classes from './week.module.css';

export function Steps({ review }: { review: Review }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  if (review.steps.length === 0) return null;
  return (
    <ol className={classes.steps} data-testid="review-steps">
      {review.steps.map((step) => (
        <li key={step.leaf} data-what={step.what}>
          <span className={`${classes.when} figures`}>{format.dateTime(step.at)}</span>
          {t(step.by === null ? `review.alone.${step.what}` : `review.step.${step.what}`, {
            name: step.by ?? '',
            time: format.words(step.ms ?? 0),
          })}
          {step.reason !== null && isReason(step.reason) && <> {t(`review.reason.${step.reason}`)}.</>}
          {step.text !== null && step.text !== '' && <q className={classes.said}>{step.text}</q>}
        </li>
      ))}
    </ol>
  );
}

export const REASONS = ['hours', 'memo', 'activity', 'pictures', 'agreed-scope', 'other'] as const;

function isReason(reason: string): reason is (typeof REASONS)[number] {
  return REASONS.some((known) => known === reason);
}
