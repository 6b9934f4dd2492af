/** Where a week's review stands, until when something is waited for, and what whoever looks may do about it. */
import { Button, Modal, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { TimesheetView } from '../../../domain/protocol-diary';
import type { Review } from '../../../domain/protocol-review';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { MadeLink } from '../account/InviteForm';
import { api } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { DisputeForm } from './DisputeForm';
import { disputeOf } from './dispute';
import { HoursForm } from './HoursForm';
import { MediatorForm } from './MediatorForm';
import { Steps } from './Steps';
import classes from './week.module.css';

export interface ReviewCardProps {
  contract: ContractId;
  role: RoleOnContract;
  sheet: TimesheetView;
  /** Null while it is awaited. */
  review: Review | null;
  onDone(): void;
}

type Dialog = 'approve' | 'dispute' | 'answer' | 'mediator';

export function ReviewCard({ contract, role, sheet, review, onDone }: ReviewCardProps) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [link, setLink] = useState<{ link: string; until: number } | null>(null);
  const { state, week } = sheet;
  const params = { contract, week };
  const dispute = review === null ? null : disputeOf(review);
  const offered: Dialog[] =
    state === 'review'
      ? role === 'client'
        ? ['approve', 'dispute']
        : []
      : state !== 'disputed'
        ? []
        : role === 'client'
          ? ['approve', 'mediator']
          : dispute?.concededMs === null
            ? ['answer', 'mediator']
            : ['mediator'];
  const close = () => setDialog(null);
  const done = () => {
    close();
    onDone();
  };
  return (
    <section className={frame.card} aria-labelledby="week-review" data-testid="review">
      <h2 id="week-review">{t('review.title')}</h2>
      <p className={classes.state} data-state={state} data-testid="review-state">
        {t(`review.state.${state}`)}
      </p>
      <p className={classes.quiet}>
        {state === 'open'
          ? t('review.opens', { date: format.dateTime(sheet.reviewFrom) })
          : state === 'review'
            ? t('review.until', { date: format.dateTime(sheet.reviewUntil) })
            : review?.answerUntil != null &&
              t('review.answerUntil', { date: format.dateTime(review.answerUntil) })}
      </p>
      {review !== null && <Steps review={review} />}
      {offered.length > 0 && (
        <div className={classes.actions}>
          {offered.map((one, n) => (
            <Button
              key={one}
              variant={n === 0 ? 'filled' : 'default'}
              onClick={() => setDialog(one)}
              data-testid={`review-${one}`}
            >
              {t(one === 'approve' && state === 'disputed' ? 'review.do.settle' : `review.do.${one}`)}
            </Button>
          ))}
        </div>
      )}
      {link !== null && <MadeLink link={link.link} until={link.until} />}
      {dialog === 'approve' && (
        <Dialogue title={t(state === 'disputed' ? 'review.do.settle' : 'review.do.approve')} onClose={close}>
          <Approve
            text={
              state === 'disputed'
                ? t('review.settleWhat', {
                    time: format.words((dispute?.disputedMs ?? 0) - (dispute?.concededMs ?? 0)),
                  })
                : t('review.approveWhat', { time: format.words(sheet.totalMs) })
            }
            approve={() => api.call('approve', { params })}
            onDone={done}
          />
        </Dialogue>
      )}
      {dialog === 'dispute' && (
        <Dialogue title={t('review.do.dispute')} onClose={close}>
          <DisputeForm
            most={sheet.totalMs}
            send={(body) => api.call('dispute', { params, body })}
            onDone={done}
          />
        </Dialogue>
      )}
      {dialog === 'answer' && dispute !== null && (
        <Dialogue title={t('review.do.answer')} onClose={close}>
          <HoursForm
            kind="answer"
            most={dispute.disputedMs}
            send={(body) => api.call('answer', { params, body })}
            onDone={done}
          />
        </Dialogue>
      )}
      {dialog === 'mediator' && (
        <Dialogue title={t('review.do.mediator')} onClose={close}>
          <MediatorForm
            send={(name) => api.call('callMediator', { params, body: { name } })}
            onMade={(made) => {
              setLink(made);
              done();
            }}
          />
        </Dialogue>
      )}
    </section>
  );
}

function Dialogue(props: { title: string; onClose(): void; children: ReactNode }) {
  const { t } = useTranslation('client');
  useFocusBack();
  return (
    <Modal
      opened
      title={props.title}
      onClose={props.onClose}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {props.children}
    </Modal>
  );
}

function Approve(props: { text: string; approve(): ReturnType<typeof api.call<'approve'>>; onDone(): void }) {
  const { t } = useTranslation('client');
  const { sending, failure, send } = useSending();
  return (
    <div className={classes.form}>
      <Text size="sm">{props.text}</Text>
      <FailureNote failure={failure} />
      <Button
        w="fit-content"
        loading={sending}
        data-testid="approve-do"
        onClick={() =>
          void send(props.approve()).then((kept) => {
            if (kept !== undefined) props.onDone();
          })
        }
      >
        {t('review.approveDo')}
      </Button>
    </div>
  );
}
