/** What the content's views share: in which zone's time they are read, and the present, which moves them on. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { ZoneChoice } from '../../diary/DayNav';
import { LOCAL_ZONE, now } from '../present';

const useChoice = create<{ zone: ZoneChoice }>(() => ({ zone: 'local' }));

export function useZone(): { choice: ZoneChoice; zone: string } {
  const choice = useChoice((state) => state.zone);
  return { choice, zone: choice === 'utc' ? 'UTC' : LOCAL_ZONE };
}

export function chooseZone(zone: ZoneChoice): void {
  useChoice.setState({ zone });
}

/** Moves twice a minute. */
export function useNow(): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return at;
}
