/** Hands the formatter of the current locale and zone to every view below. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Format, makeFormat } from './format';

const FormatContext = createContext<Format>(makeFormat('en-GB', 'UTC'));

export function FormatProvider(props: { locale: string; zone: string; children: ReactNode }) {
  const format = useMemo(() => makeFormat(props.locale, props.zone), [props.locale, props.zone]);
  return <FormatContext value={format}>{props.children}</FormatContext>;
}

export function useFormat(): Format {
  return useContext(FormatContext);
}
