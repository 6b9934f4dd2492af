/**
 * News of a contract as they happen (server-sent events). One connection a contract, however many views listen; where it
 * breaks it is made again, later each time, and then everybody is told to ask once more, since news may have been missed.
 */
import { useEffect, useRef } from 'react';
import type { ContractId } from '../../domain/ids';
import { EVENT_KINDS, EventSchema, type WireEvent } from '../../domain/protocol-log';
import { api } from './api';

/** `again`: the connection was lost and is there again. */
export type News = WireEvent | { kind: 'again' };

/** What a source of events is, so that a test can be one. */
export interface EventLine {
  addEventListener(kind: string, listener: (event: Event) => void): void;
  close(): void;
}

export interface EventPorts {
  open(url: string): EventLine;
  /** Calls once, after so many ms; gives what stops it. */
  after(ms: number, call: () => void): () => void;
}

const FIRST_MS = 1_000;
const LAST_MS = 60_000;

/** Hears until what it gives is called. */
export function hear(url: string, ports: EventPorts, tell: (news: News) => void): () => void {
  let line: EventLine | null = null;
  let stopWaiting = () => {};
  let wait = FIRST_MS;
  let isAgain = false;

  function open(): void {
    const mine = ports.open(url);
    line = mine;
    mine.addEventListener('open', () => {
      wait = FIRST_MS;
      if (isAgain) tell({ kind: 'again' });
      isAgain = true;
    });
    mine.addEventListener('error', () => {
      // The browser's own way to try again gives up for good at the first answer that is no stream.
      mine.close();
      if (line !== mine) return;
      line = null;
      stopWaiting = ports.after(wait, open);
      wait = Math.min(LAST_MS, wait * 2);
    });
    for (const kind of ['message', ...EVENT_KINDS])
      mine.addEventListener(kind, (event) => {
        const news = readEvent('data' in event ? event.data : null);
        if (news !== null) tell(news);
      });
  }

  open();
  return () => {
    stopWaiting();
    const last = line;
    line = null;
    last?.close();
  };
}

/** Null for what is none of the wire's. */
function readEvent(data: unknown): WireEvent | null {
  if (typeof data !== 'string') return null;
  try {
    const read = EventSchema.safeParse(JSON.parse(data));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

const BROWSER: EventPorts = {
  open: (url) => new EventSource(url),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

const lines = new Map<ContractId, { listeners: Set<(news: News) => void>; stop(): void }>();

function listen(contract: ContractId, listener: (news: News) => void): () => void {
  let line = lines.get(contract);
  if (line === undefined) {
    const listeners = new Set<(news: News) => void>();
    const url = api.url('events', { params: { contract } });
    const stop = hear(url, BROWSER, (news) => {
      for (const one of listeners) one(news);
    });
    line = { listeners, stop };
    lines.set(contract, line);
  }
  line.listeners.add(listener);
  const mine = line;
  return () => {
    mine.listeners.delete(listener);
    if (mine.listeners.size > 0) return;
    mine.stop();
    lines.delete(contract);
  };
}

/** Null: nobody is listened to (a mediator's page is of the past). */
export function useEvents(contract: ContractId | null, onNews: (news: News) => void): void {
  const latest = useRef(onNews);
  useEffect(() => {
    latest.current = onNews;
  });
  useEffect(
    () => (contract === null ? undefined : listen(contract, (news) => latest.current(news))),
    [contract],
  );
}
