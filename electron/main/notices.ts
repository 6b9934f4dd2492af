/**
 * Tells the user: kept as a notice until dismissed, sent to the window, and shown by the system where no window
 * of ours is in front. Promises: one key is told once, however often it is said and across restarts; `withdraw`
 * forgets it, so that it can be told again when the reason comes back. Works on while the database cannot be
 * written (that is one of the things it tells); what could not be written may then be told again by the next run.
 */
import type { Notice } from '../contract';
import type { Notifier, Saved } from './ports';

/** The notices table. */
export interface NoticeTable {
  /** `known`: the key was told before, dismissed or not; nothing changed. */
  add(notice: Notice): Saved | { outcome: 'known' };
  dismiss(key: string, at: number): Saved;
  withdraw(key: string): Saved;
  /** What is still to be shown. */
  list(): Notice[];
}

export interface NoticeDeps {
  table: NoticeTable;
  now(): number;
  changed(notices: Notice[]): void;
  /** Shows it outside of our windows, if none of them is in front. */
  show(notice: Notice): void;
}

export interface Notices extends Notifier {
  /** What is not dismissed yet, newest first. */
  list(): Notice[];
  dismiss(key: string): void;
}

export function createNotices({ table, now, changed, show }: NoticeDeps): Notices {
  const shown = new Map(table.list().map((notice) => [notice.key, notice]));
  /** Told in this run, dismissed ones too: what the table may not know because it could not be written. */
  const told = new Set(shown.keys());

  const list = () => [...shown.values()].sort((a, b) => b.at - a.at);

  return {
    list,
    tell({ id, key, level, values }) {
      if (told.has(key)) return;
      told.add(key);
      const notice: Notice = { id, key, level, at: now(), values };
      if (table.add(notice).outcome === 'known') return;
      shown.set(key, notice);
      changed(list());
      show(notice);
    },
    withdraw(key) {
      told.delete(key);
      table.withdraw(key);
      if (shown.delete(key)) changed(list());
    },
    dismiss(key) {
      if (!shown.delete(key)) return;
      table.dismiss(key, now());
      changed(list());
    },
  };
}
