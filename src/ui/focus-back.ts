/**
 * Gives the focus back when a dialog goes: to what had it before, or to what stands for it by then. Without it the
 * keyboard would have to begin again at the top of the page. Our dialogs are mounted open, so the kit does not see
 * them open and close.
 */
import { useEffect, useRef, useState } from 'react';

/** `now`: what is to have the focus instead, asked when the dialog goes; null for what had it before. */
export function useFocusBack(now: () => HTMLElement | null = () => null): void {
  const [before] = useState(() => document.activeElement);
  const latest = useRef(now);
  useEffect(() => {
    latest.current = now;
  });
  useEffect(
    () => () => {
      const target = latest.current() ?? before;
      if (target instanceof HTMLElement && target.isConnected) target.focus();
    },
    [before],
  );
}
