/** The check itself, beside the page so that the page stays at hand. It keeps the record and gives days and pictures. */
import './no-eval';
import { pictureName } from '../../domain/bundle';
import { toHex } from '../../domain/bytes';
import type { LogRecord } from '../../domain/record';
import { verify } from '../../domain/verify';
import { contentOffset, type PlacedFile, readZip } from '../../domain/zip';
import { dayOf, hoursIn } from '../hours';
import { rangeOf } from '../text-report';
import { blobSource } from './blob-source';
import type { FromWorker, LogView, ToWorker } from './messages';
import { canVerify, webCrypto } from './web-crypto';

/** Of the bundle that was checked. */
let record: LogRecord | null = null;
let range = { from: 0, to: 0 };
let bundle: Blob | null = null;
let files: Promise<ReadonlyMap<string, PlacedFile>> | null = null;

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  void answer(data);
});

async function answer(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'check':
      return say(await checked(message).catch(() => ({ type: 'failed' })));
    case 'day':
      // Whoever opens a day looks at a picture next: where each lies is looked up meanwhile.
      if (bundle !== null) files ??= placedFiles(bundle);
      return say({ type: 'day', day: message.day, segments: segmentsOf(message.day) });
    case 'picture':
      return say({
        type: 'picture',
        sha256: message.sha256,
        picture: await pictureOf(message.sha256).catch(() => null),
      });
  }
}

function say(message: FromWorker): void {
  postMessage(message);
}

async function checked({ bundle: blob, trust, policy }: ToWorker & { type: 'check' }): Promise<FromWorker> {
  if (!(await canVerify())) return { type: 'cannot' };
  const outcome = await verify(blobSource(blob), trust, policy, webCrypto(), progress());
  const { verdict, findings, manifest, checked } = outcome;
  bundle = blob;
  record = outcome.record;
  if (record !== null) range = manifest?.scope ?? rangeOf(record);
  return { type: 'outcome', view: { verdict, findings, manifest, checked, log: logView() } };
}

function logView(): LogView | null {
  if (record === null) return null;
  const { contract, log, title, client, signers } = record;
  return { summary: { contract, log, title, client, signers }, range, hours: hoursIn(record, range) };
}

/** At most one word a percent. */
function progress(): (done: number, total: number) => void {
  let said = -1;
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    if (percent === said) return;
    said = percent;
    say({ type: 'progress', done, total });
  };
}

function segmentsOf(day: number) {
  const { from, to } = range;
  return (record?.segments ?? []).filter(
    (one) => dayOf(one) === day && one.entry.slot >= from && one.entry.slot < to,
  );
}

/** Read from the file only now, and compared with its hash once more. */
async function pictureOf(sha256: string): Promise<Blob | null> {
  if (bundle === null) return null;
  const source = blobSource(bundle);
  files ??= placedFiles(bundle);
  const file = (await files).get(pictureName(sha256));
  if (file === undefined) return null;
  const bytes = await source.read(contentOffset(file), file.size);
  const hash = toHex(await webCrypto().digest(bytes));
  return hash === sha256 ? new Blob([new Uint8Array(bytes)], { type: 'image/webp' }) : null;
}

async function placedFiles(blob: Blob): Promise<ReadonlyMap<string, PlacedFile>> {
  const read = await readZip(blobSource(blob));
  return new Map((read.ok ? read.value : []).map((file) => [file.name, file]));
}
