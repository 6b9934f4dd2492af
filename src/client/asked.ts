/** Asking the server from a view: what was answered, what failed, and asking again; and the same for what is sent. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RouteName } from '../../domain/protocol';
import { type Asking, type Reply, requestOf } from '../../domain/wire';
import { type Answer, api, type Failure } from './api';

export interface Asked<T> {
  /** Null while the first answer is awaited or where it failed. An older answer stays while it is asked again. */
  value: T | null;
  failure: Failure | null;
  again(): void;
}

interface Kept<T> {
  key: string;
  value: T | null;
  failure: Failure | null;
}

/** Asks when the view appears and whenever what is asked for changes. `name` is always the same in one view. */
export function useAsked<R extends RouteName>(name: R, asking: Asking<R>): Asked<Reply<R>> {
  const key = requestOf(name, asking).target;
  const [kept, setKept] = useState<Kept<Reply<R>>>({ key, value: null, failure: null });
  const latest = useRef(asking);
  useEffect(() => {
    latest.current = asking;
  });
  // Answers may overtake each other: only the newest question's counts.
  const asked = useRef(0);

  const ask = useCallback(
    (key: string) => {
      asked.current += 1;
      const mine = asked.current;
      void api.call(name, latest.current).then((answer) => {
        if (mine !== asked.current) return;
        setKept((before) =>
          answer.outcome === 'ok'
            ? { key, value: answer.value, failure: null }
            : { key, value: before.key === key ? before.value : null, failure: answer },
        );
      });
    },
    [name],
  );

  useEffect(() => {
    ask(key);
    return () => {
      asked.current += 1;
    };
  }, [ask, key]);

  const again = useCallback(() => ask(key), [ask, key]);
  return kept.key === key
    ? { value: kept.value, failure: kept.failure, again }
    : { value: null, failure: null, again };
}

export interface Sending {
  sending: boolean;
  /** Of the last thing that was sent; null while the next one is on its way. */
  failure: Failure | null;
  /** Resolves to what was answered, or undefined where that failed; one at a time. */
  send<R extends RouteName>(answer: Promise<Answer<R>>): Promise<{ value: Reply<R> } | undefined>;
  forget(): void;
}

export function useSending(): Sending {
  const [state, setState] = useState<{ sending: boolean; failure: Failure | null }>({
    sending: false,
    failure: null,
  });
  const send = useCallback(async <R extends RouteName>(coming: Promise<Answer<R>>) => {
    setState({ sending: true, failure: null });
    const answer = await coming;
    if (answer.outcome === 'ok') {
      setState({ sending: false, failure: null });
      return { value: answer.value };
    }
    setState({ sending: false, failure: answer });
    return undefined;
  }, []);
  const forget = useCallback(() => setState({ sending: false, failure: null }), []);
  return { ...state, send, forget };
}
