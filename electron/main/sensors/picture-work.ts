/**
 * The picture child's whole work: one job in, one reply out. It may be killed at any moment: nothing is written
 * anywhere, the bytes exist in this process and in its reply only.
 */
import { reasonOf } from './log';
import { decodeFrame, encodeUnscaled, type Frame, isBlack } from './picture-encode';
import { Hiding, type HidingDisplay } from './picture-hiding';
import { type BgraFrame, type PictureJob, PictureJobSchema, type PictureReply } from './picture-messages';
import { redact } from './picture-redact';
import { framesOf } from './picture-sources';

/** Never rejects. */
export async function doPictureJob(message: unknown): Promise<PictureReply> {
  try {
    return await work(PictureJobSchema.parse(message));
  } catch (thrown) {
    return { outcome: 'failed', reason: 'unknown', detail: reasonOf(thrown) };
  }
}

async function work(job: PictureJob): Promise<PictureReply> {
  if (job.kind === 'encode') return encodeAll(job.frames.map(fromBgra), await Hiding.of(job));
  if (job.kind === 'redact') return redacted(job);
  const pixels = job.privacy?.windows.kind === 'x11';
  const taken = await framesOf(job.backend, { ...job, pixels });
  return taken.outcome === 'failed' ? taken : encodeAll(taken.frames, await Hiding.of(job));
}

async function encodeAll(
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  hiding: Hiding,
): Promise<PictureReply> {
  const displays: HidingDisplay[] = [];
  const black: string[] = [];
  for await (const frame of frames) {
    if (isBlack(frame)) {
      black.push(frame.display);
      continue;
    }
    try {
      const made = await hiding.encode(frame);
      // One display shows an excluded window in front: none of the moment's pictures is taken.
      if ('outcome' in made) return made;
      displays.push(made);
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
  return {
    outcome: 'ok',
    displays: [{ ...(await encodeUnscaled(frame)), blurred: false, hidden, held: false }],
    black: [],
  };
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
