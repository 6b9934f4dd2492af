/** Redacting a stored picture, in a picture child of its own that ends with its answer. */
import type { HiddenAreas } from '../../../domain/slice';
import type { ForkChild } from './child';
import { askChild } from './picture-backends';
import type { CapturedDisplay } from './ports';

export type Redacted =
  | { outcome: 'redacted'; picture: Pick<CapturedDisplay, 'width' | 'height' | 'webp' | 'thumb'> }
  | { outcome: 'failed'; detail: string };

/** Settles in time and never rejects. The picture keeps its size. */
export type Redactor = (webp: Uint8Array, hidden: HiddenAreas) => Promise<Redacted>;

/** An 8k picture takes about 4 s on two slow cores. */
const LIMIT_MS = 30_000;

export function childRedactor(fork: ForkChild): Redactor {
  return async (webp, hidden) => {
    const reply = await askChild(fork, { kind: 'redact', webp, hidden: mutable(hidden) }, LIMIT_MS);
    if (reply.outcome === 'failed') return { outcome: 'failed', detail: `${reply.reason}: ${reply.detail}` };
    const [picture] = reply.displays;
    return picture ? { outcome: 'redacted', picture } : { outcome: 'failed', detail: 'no picture came back' };
  };
}

function mutable(hidden: HiddenAreas) {
  return hidden === 'whole' ? hidden : [...hidden];
}
