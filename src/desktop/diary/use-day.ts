/**
 * The day that is shown, kept current: asked for when it changes, and again when main says that one of its slots did.
 * Answers that arrive after another day was asked for are dropped; many events in a row make one question.
 */
import { useEffect, useState } from 'react';
import { weekOfDay } from '../../diary/rows';
import { shareDay } from '../../diary/share';
import type { DiaryDay } from '../../diary/types';
import type { DayString } from '../../ui/zone';
import { dayBounds } from '../../ui/zone';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';

/** `sessionMs`: what the session had when the day was answered; the live figures count on from there. */
export interface ShownDay {
  name: DayString;
  zone: string;
  day: DiaryDay;
  sessionMs: number;
}

export function useDay(name: DayString, zone: string): ShownDay | null {
  const [shown, setShown] = useState<ShownDay | null>(null);
  useEffect(() => {
    const { from, to } = dayBounds(name, zone);
    let [current, asking, again] = [true, false, false];

    async function ask(): Promise<void> {
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      const day = await attempt(
        api.call('diary.day', { from, to, weekOf: weekOfDay(from, to, useApp.getState().now) }),
      );
      asking = false;
      if (!current) return;
      if (day) {
        const { sessionMs } = useApp.getState().timer;
        setShown((before) => {
          const sameDay = before?.name === name && before.zone === zone ? before.day : null;
          return { name, zone, day: shareDay(sameDay, day), sessionMs };
        });
      }
      if (again) {
        again = false;
        void ask();
      }
    }

    void ask();
    const stop = api.on('diary', ({ slots }) => {
      if (slots.some((slot) => slot * 1000 >= from && slot * 1000 < to)) void ask();
    });
    return () => {
      current = false;
      stop();
    };
  }, [name, zone]);
  return shown?.name === name && shown.zone === zone ? shown : null;
}
