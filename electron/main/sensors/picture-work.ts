/**
 * The picture child's whole work: one job in, one reply out. It may be killed at any moment: nothing is written
 * anywhere, the bytes exist in this process and in its reply only.
 */
import { reasonOf } from './log';
import { decodeFrame, encode, encodeUnscaled, type Frame, isBlack } from './picture-encode';
import { type BgraFrame, type PictureJob, PictureJobSchema, type PictureReply } from './picture-messages';
import { redact } from './picture-redact';
import { framesOf } from './picture-sources';
import type { CapturedDisplay } from './ports';

/** Never rejects. */
export async function doPictureJob(message: unknown): Promise<PictureReply> {
  try {
    return await work(PictureJobSchema.parse(message));
  } catch (thrown) {
    return { outcome: 'failed', reason: 'unknown', detail: reasonOf(thrown) };
  }
}

async function work(job: PictureJob): Promise<PictureReply> {
  if (job.kind === 'encode') return encodeAll(job.frames.map(fromBgra), job.blur);
  if (job.kind === 'redact') return redacted(job);
  const taken = await framesOf(job.backend, job);
  return taken.outcome === 'failed' ? taken : encodeAll(taken.frames, job.blur);
}

async function encodeAll(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  blur: boolean,
): Promise<PictureReply> {
  const displays: CapturedDisplay[] = [];
  const black: string[] = [];
  for await (const frame of frames) {
    if (isBlack(frame)) {
      black.push(frame.display);
      continue;
    }
    try {
      displays.push(await encode(frame, blur));
    } catch (thrown) {
      return { outcome: 'failed', reason: 'encode', detail: reasonOf(thrown) };
    }
  }
  if (displays.length > 0) return { outcome: 'ok', displays, black };
  if (black.length > 0) return { outcome: 'failed', reason: 'black', detail: black.join(', ') };
  return { outcome: 'failed', reason: 'no-display', detail: 'nothing was captured' };
}

/** The same size as before, whatever the settings for new pictures say now. */
async function redacted({ webp, hidden }: Extract<PictureJob, { kind: 'redact' }>): Promise<PictureReply> {
  const frame = await decodeFrame(webp);
  redact(frame, hidden);
  return { outcome: 'ok', displays: [await encodeUnscaled(frame)], black: [] };
}

/** Swaps red and blue in place. */
function fromBgra({ display, width, height, bgra }: BgraFrame): Frame {
  for (let at = 0; at + 4 <= bgra.length; at += 4) {
    const blue = bgra[at] ?? 0;
    bgra[at] = bgra[at + 2] ?? 0;
    bgra[at + 2] = blue;
  }
  return { display, width, height, rgba: bgra };
}
