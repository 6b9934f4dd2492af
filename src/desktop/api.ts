/** The one place that names the bridge to main. */
import type { PictureId } from '../../domain/ids';
import type { DesktopBridge } from '../../electron/contract';
import { createClient } from './client';

declare global {
  interface Window {
    readonly desktop: DesktopBridge;
  }
}

export const api = createClient(window.desktop, (problem) =>
  console.error('event dropped:', problem.message),
);

/** Where main serves a picture's bytes; see the contract's `CellSchema`. One that was redacted has another address. */
export function pictureUrl(
  { id, hidden, bytes }: { id: PictureId; hidden: unknown; bytes: number },
  what: 'full' | 'thumb',
): string {
  const url = `app://minutier/${what === 'full' ? 'picture' : 'thumb'}/${id}`;
  return hidden === null ? url : `${url}?${bytes}`;
}
