/**
 * How a command asks for a dialog that lives on a page: it names the page and the dialog, and the page opens it as
 * soon as it is shown, once. A page that cannot open it (no free spot for time by hand) is shown without it.
 */
import { useEffect } from 'react';
import { type Asked, useApp } from './store';

const PAGES = { contract: 'contracts', backup: 'settings', manual: 'diary' } as const;

export function askFor(asked: Asked): void {
  useApp.setState({ page: PAGES[asked], asked });
}

/** `open` may change from one drawing to the next; it is called once for each time it is asked. */
export function useAskedFor(asked: Asked, open: () => void): void {
  const isAsked = useApp((state) => state.asked === asked);
  useEffect(() => {
    if (!isAsked) return;
    useApp.setState({ asked: null });
    open();
  }, [isAsked, open]);
}
