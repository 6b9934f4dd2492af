/** A day of the contract in the same view as the app's: read only, kept current, with what the page has to say of each slice. */

import { Text } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId, SliceId } from '../../../domain/ids';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import { DiaryView } from '../../diary/DiaryView';
import type { Live } from '../../diary/live';
import { ProtectionContext } from '../../diary/protection';
import { type Reader, ReaderContext } from '../../diary/reader';
import type { DiaryPicture } from '../../diary/types';
import { type DayString, dayOf } from '../../ui/zone';
import { api } from '../api';
import { useContractView } from '../contracts/use-contract';
import { FailureNote } from '../failures';
import { Seal } from '../proof/Seal';
import { go } from '../route';
import { Beside } from '../segment/Beside';
import { DaySignals } from '../signals/DaySignals';
import { diaryContract } from './contract-of';
import classes from './day.module.css';
import { chooseZone, useNow, useZone } from './shown';
import { useDay } from './use-day';

/** What is over stands still: an open slice is not here before it is sealed. */
const STILL: Live = { subscribe: () => () => undefined, extraMs: () => 0 };

export interface DayViewProps {
  contract: ContractId;
  role: RoleOnContract;
  /** Null: the present day. */
  day: DayString | null;
  /** A segment to be shown large as soon as the day is there. */
  leaf?: string | null;
  /** Where another day is no other address. */
  onDay?: (day: DayString) => void;
  /** What may be seen at all, wall ms, [from, to): of a day that reaches beyond, the rest is not shown and not missing. */
  within?: { from: number; to: number };
}

export function DayView({ contract, role, day, leaf = null, onDay: onOwnDay, within }: DayViewProps) {
  const { t } = useTranslation('client');
  const { view } = useContractView(contract);
  const { choice, zone } = useZone();
  const now = useNow();
  const today = dayOf(now, zone);
  const name = day ?? today;
  const { value: shown, failure, again } = useDay(contract, name, zone, role !== 'mediator');
  const [opened, setOpened] = useState<string | null>(null);
  const wanted = leaf === null || opened === leaf ? null : idOf(shown?.leafOf, leaf);

  const contracts = useMemo(
    () => new Map(view === null ? [] : [[contract, diaryContract(contract, view, role)]]),
    [contract, view, role],
  );
  const reader = useMemo<Reader>(() => ({ shares: new Set(view?.fields ?? []) }), [view?.fields]);
  const protection = useMemo(
    () => ({ verdicts: new Map((shown?.verdicts ?? []).map((one) => [one.sliceId, one])), mend: null }),
    [shown?.verdicts],
  );
  const sealed = useMemo(() => {
    if (shown === null || within === undefined) return shown;
    const { from, to } = shown.day;
    const day = { ...shown.day, from: Math.max(from, within.from), to: Math.min(to, within.to) };
    return { ...shown, day };
  }, [shown, within]);
  const leafOf = shown?.leafOf;
  const loadDetail = useCallback(
    async (id: SliceId) => {
      const leaf = leafOf?.get(id);
      if (leaf === undefined) throw new Error('a cell without its entry');
      const answer = await api.call('segment', { params: { contract, leaf } });
      if (answer.outcome !== 'ok') throw new Error(`the segment could not be read: ${answer.outcome}`);
      return { ...answer.value, editable: false };
    },
    [contract, leafOf],
  );
  const pictureUrl = useCallback(
    ({ sha256 = '' }: DiaryPicture, size: 'full' | 'thumb') =>
      api.url('picture', { params: { contract, sha256 }, query: { size } }),
    [contract],
  );
  const onDay = useCallback(
    (to: DayString) => {
      if (onOwnDay) onOwnDay(to);
      else go({ page: 'contract', contract, view: { name: 'day', day: to >= today ? null : to } });
    },
    [contract, today, onOwnDay],
  );

  return (
    <ReaderContext value={reader}>
      <ProtectionContext value={protection}>
        <DiaryView
          dayName={name}
          today={today}
          now={now}
          zone={zone}
          zoneChoice={choice}
          day={shown?.day ?? null}
          contracts={contracts}
          live={STILL}
          pictureUrl={pictureUrl}
          empty={<Text c="dimmed">{t(name === today ? 'day.emptyToday' : 'day.empty')}</Text>}
          loadDetail={loadDetail}
          saveMemo={null}
          edits={null}
          wanted={wanted}
          onWanted={() => setOpened(leaf)}
          onClosed={() => {
            if (leaf !== null) go({ page: 'contract', contract, view: { name: 'day', day } });
          }}
          bar={
            <div className={classes.bar}>
              {failure !== null && <FailureNote failure={failure} onRetry={again} />}
              <Seal contract={contract} shown={sealed} again={again} />
              {shown !== null && shown.day.cells.length > 0 && (
                <DaySignals contract={contract} from={shown.day.from} to={shown.day.to} />
              )}
            </div>
          }
          beside={({ sliceId }) => {
            const leaf = leafOf?.get(sliceId);
            if (leaf === undefined || role === 'mediator') return null;
            return <Beside key={leaf} contract={contract} role={role} leaf={leaf} />;
          }}
          onDay={onDay}
          onZone={chooseZone}
        />
      </ProtectionContext>
    </ReaderContext>
  );
}

function idOf(leafOf: ReadonlyMap<SliceId, string> | undefined, leaf: string): SliceId | null {
  return [...(leafOf ?? [])].find(([, one]) => one === leaf)?.[0] ?? null;
}
