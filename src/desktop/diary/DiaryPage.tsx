/** The diary in the freelancer's window: chooses the day, feeds the view, and takes its wishes to main. */
import i18next from 'i18next';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { SliceId } from '../../../domain/ids';
import { DiaryView } from '../../diary/DiaryView';
import type { DiaryEdits } from '../../diary/edit/edits';
import type { Live } from '../../diary/live';
import { PictureActionsContext } from '../../diary/picture-actions';
import { ProtectionContext } from '../../diary/protection';
import { ReceivedContext } from '../../diary/received';
import type { DiaryCell } from '../../diary/types';
import type { DayString } from '../../ui/zone';
import { addDays, dayOf } from '../../ui/zone';
import { api, pictureUrl } from '../api';
import { attempt, attemptOrThrow, tellDone } from '../failures';
import { pictureActions } from '../pictures/actions';
import { LOCAL_ZONE, now as present } from '../present';
import { MendProvider } from '../protection/MendProvider';
import { takeWantedDay } from '../protection/show-day';
import { useDayProtection } from '../protection/use-day-protection';
import { useApp } from '../store';
import { SliceThread } from '../sync/SliceThread';
import { useReceivedDay } from '../sync/use-received';
import { answerQuestion } from '../timer/actions';
import { type DayStep, onDayStep } from './day-steps';
import { EmptyDay } from './EmptyDay';
import { useDay } from './use-day';

export default function DiaryPage() {
  return (
    <MendProvider>
      <Page />
    </MendProvider>
  );
}

function Page() {
  const zoneChoice = useApp(({ settings }) => settings.zone);
  const now = useApp((state) => state.now);
  const contracts = useApp((state) => state.contracts);
  const zone = zoneChoice === 'utc' ? 'UTC' : LOCAL_ZONE;
  const today = dayOf(now, zone);
  // Null follows today, over midnight too.
  const [chosen, setChosen] = useState<DayString | null>(() => {
    const wanted = takeWantedDay();
    return wanted === null ? null : dayOf(wanted, zone);
  });
  const dayName = chosen ?? today;
  const shown = useDay(dayName, zone);
  const byId = useMemo(() => new Map(contracts.map((contract) => [contract.id, contract])), [contracts]);

  const onDay = useCallback(
    (day: DayString) => {
      if (day <= today) setChosen(day === today ? null : day);
    },
    [today],
  );

  useEffect(() => {
    const step = (to: DayStep) =>
      onDay(to === 'today' ? today : addDays(dayName, to === 'previous' ? -1 : 1));
    return onDayStep('diary', step);
  }, [dayName, today, onDay]);

  const wanted = useApp((state) => state.wanted);
  const redact = useApp((state) => state.redact);
  const manualAsked = useApp(({ asked }) => asked === 'manual');
  useEffect(() => {
    if (wanted === null) return;
    onDay(wanted.day);
    if (wanted.sliceId === null) useApp.setState({ wanted: null });
  }, [wanted, onDay]);

  const sessionMs = shown?.sessionMs ?? 0;
  const live = useMemo<Live>(
    () => ({
      subscribe: (changed) => useApp.subscribe(changed),
      extraMs(contractId) {
        const { timer } = useApp.getState();
        if (timer.mode !== 'tracking' || timer.contractId !== contractId) return 0;
        return Math.max(0, timer.sessionMs - sessionMs);
      },
    }),
    [sessionMs],
  );

  const protection = useDayProtection(dayName, zone);
  const received = useReceivedDay(dayName, zone);

  return (
    <PictureActionsContext value={pictureActions}>
      <ProtectionContext value={protection}>
        <ReceivedContext value={received}>
          <DiaryView
            dayName={dayName}
            today={today}
            now={now}
            zone={zone}
            zoneChoice={zoneChoice}
            day={shown?.day ?? null}
            contracts={byId}
            live={live}
            pictureUrl={pictureUrl}
            empty={<EmptyDay isToday={dayName === today} />}
            loadDetail={loadDetail}
            saveMemo={saveMemo}
            edits={EDITS}
            wanted={wanted?.sliceId ?? null}
            redact={redact}
            onClosed={redactionTaken}
            onWanted={wantedShown}
            beside={threadOf}
            manualAsked={manualAsked}
            onManualAsked={manualTaken}
            onDay={onDay}
            onZone={(choice) => void attempt(api.call('settings.set', { zone: choice }))}
          />
        </ReceivedContext>
      </ProtectionContext>
    </PictureActionsContext>
  );
}

function threadOf({ contractId, sliceId }: DiaryCell) {
  return <SliceThread contractId={contractId} sliceId={sliceId} />;
}

function redactionTaken(): void {
  useApp.setState({ redact: null });
}

function manualTaken(hasSpot: boolean): void {
  useApp.setState({ asked: null });
  if (!hasSpot) tellDone(i18next.t('edit.noSpot'));
}

function wantedShown(): void {
  useApp.setState({ wanted: null });
}

const EDITS: DiaryEdits = {
  worth: (sliceIds) => attemptOrThrow(api.call('diary.edit.worth', { sliceIds })),
  remove: (sliceIds) => attemptOrThrow(api.call('diary.edit.delete', { sliceIds })),
  undo: (undoId) => attemptOrThrow(api.call('diary.edit.undo', { undoId })),
  move: (sliceIds, contractId) => attemptOrThrow(api.call('diary.edit.move', { sliceIds, contractId })),
  tag: (sliceIds, tag) => attemptOrThrow(api.call('diary.edit.tag', { sliceIds, tag })),
  addManual: (entry) => attemptOrThrow(api.call('diary.manual.add', entry)),
  answerIdle: answerQuestion,
  now: present,
};

function loadDetail(sliceId: SliceId) {
  return attemptOrThrow(api.call('diary.slice', { sliceId }));
}

function saveMemo(sliceIds: SliceId[], memo: string): Promise<void> {
  return attemptOrThrow(api.call('diary.memo', { sliceIds, memo }));
}
