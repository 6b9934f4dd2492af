/**
 * Where in the page one is, as its address says: a tiny router over the browser's history. Pure where it can be: a place
 * and its address are two writings of the same thing, and what no place has for an address is `lost`.
 */
import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';
import { type ContractId, ContractIdSchema } from '../../domain/ids';
import { LeafSchema, WeekSchema } from '../../domain/protocol-shared';
import type { DayString } from '../ui/zone';

/** A part of a contract. A day is a calendar day, a month its `YYYY-MM`; a week is Unix seconds of its Monday. Null: the present one. */
export type View =
  | { name: 'day'; day: DayString | null }
  | { name: 'week'; week: number | null }
  | { name: 'month'; month: string | null }
  | { name: 'segment'; leaf: string }
  | { name: 'threads' }
  | { name: 'settings' }
  | { name: 'accesses' }
  | { name: 'dispute'; week: number };
export type ViewName = View['name'];

export type Place =
  | { page: 'contracts' }
  | { page: 'account' }
  | { page: 'devices' }
  | { page: 'join' }
  | { page: 'contract'; contract: ContractId; view: View }
  | { page: 'lost' };

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const LOST: Place = { page: 'lost' };

export function placeOf(path: string): Place {
  const [first = '', second, third, fourth, ...rest] = path.split('/').filter((part) => part !== '');
  if (rest.length > 0) return LOST;
  if (first === 'contracts' && second !== undefined) {
    const contract = ContractIdSchema.safeParse(second);
    const view = viewOf(third ?? 'day', fourth ?? null);
    return contract.success && view !== null ? { page: 'contract', contract: contract.data, view } : LOST;
  }
  if (second !== undefined) return LOST;
  switch (first) {
    case '':
    case 'contracts':
      return { page: 'contracts' };
    case 'account':
    case 'devices':
    case 'join':
      return { page: first };
    default:
      return LOST;
  }
}

function viewOf(name: string, what: string | null): View | null {
  switch (name) {
    case 'day':
      return what === null || isDay(what) ? { name, day: what } : null;
    case 'month':
      return what === null || MONTH.test(what) ? { name, month: what } : null;
    case 'week':
    case 'dispute': {
      if (what === null) return name === 'week' ? { name, week: null } : null;
      const week = isDay(what) ? WeekSchema.safeParse(Date.parse(`${what}T00:00:00Z`) / 1000) : null;
      return week?.success === true ? { name, week: week.data } : null;
    }
    case 'segment':
      return LeafSchema.safeParse(what).success && what !== null ? { name, leaf: what } : null;
    case 'threads':
    case 'settings':
    case 'accesses':
      return what === null ? { name } : null;
    default:
      return null;
  }
}

/** A day of the calendar: no thirtieth of February. */
function isDay(text: string): boolean {
  return DAY.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

export function hrefOf(place: Place): string {
  switch (place.page) {
    case 'contracts':
    case 'lost':
      return '/';
    case 'account':
    case 'devices':
    case 'join':
      return `/${place.page}`;
    case 'contract':
      return ['/contracts', place.contract, ...partsOf(place.view)].join('/');
  }
}

function partsOf(view: View): string[] {
  switch (view.name) {
    case 'day':
      return view.day === null ? [view.name] : [view.name, view.day];
    case 'month':
      return view.month === null ? [view.name] : [view.name, view.month];
    case 'week':
    case 'dispute':
      return view.week === null
        ? [view.name]
        : [view.name, new Date(view.week * 1000).toISOString().slice(0, 10)];
    case 'segment':
      return [view.name, view.leaf];
    case 'threads':
    case 'settings':
    case 'accesses':
      return [view.name];
  }
}

const listeners = new Set<() => void>();
let current: { path: string; place: Place } | null = null;

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  window.addEventListener('popstate', changed);
  return () => {
    listeners.delete(changed);
    window.removeEventListener('popstate', changed);
  };
}

/** The same object while the address is the same, as React needs it. */
function snapshot(): Place {
  const path = window.location.pathname;
  if (current?.path !== path) current = { path, place: placeOf(path) };
  return current.place;
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, snapshot);
}

/** `replace`: the place before is not gone back to. */
export function go(place: Place, how: 'push' | 'replace' = 'push'): void {
  const href = hrefOf(place);
  if (href === window.location.pathname) return;
  if (how === 'push') window.history.pushState(null, '', href);
  else window.history.replaceState(null, '', href);
  for (const listener of listeners) listener();
}

/** The secret of a link, from behind the address's `#`; it is taken out of the address and of the history at once. */
export function takeLinkToken(): string | null {
  const token = window.location.hash.slice(1);
  // A place in the page (`#main`) is no secret.
  if (!/^[\w-]{20,100}$/.test(token) || placeOf(window.location.pathname).page !== 'join') return null;
  window.history.replaceState(null, '', window.location.pathname);
  return token;
}

/** A link within the page; with a key held or another button it is the browser's own link. */
export function Link({
  to,
  onClick,
  ...rest
}: { to: Place } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a {...rest} href={hrefOf(to)} onClick={follow} />;
}
