/** What must be true of a profile whose process was killed, once the next start has had its turn. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { toBase64Url } from '../../domain/bytes';
import type { WallMs } from '../../domain/clock';
import { ManualClock } from '../../domain/clock';
import { EMPTY, grown, rootOf } from '../../domain/merkle';
import type { LogRecord } from '../../domain/record';
import { type Slice, trackedMs } from '../../domain/slice';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import type { Slot } from '../../domain/week';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { sourceOf, trustOf } from '../support/bundles';
import { aside } from '../support/database';
import { sha256 } from '../support/evidence';
import { tempFolder } from '../support/temp-folder';
import { type EvidenceApp, evidenceApp } from './evidence-app';
import { CONTRACTS, DEVICE, type EvidenceSaid } from './evidence-protocol';

/** The app of the next start, which has done what every start does. */
export async function nextStart(folder: string, at: WallMs): Promise<EvidenceApp> {
  const app = await evidenceApp(folder, new ManualClock(at), (message) => {
    throw new Error(message);
  });
  onTestFinished(() => app.database.close());
  await app.recover();
  return app;
}

/** Of a bundle, which must be proven. */
export async function recordOf(path: string): Promise<LogRecord> {
  const bundle = sourceOf(new Uint8Array(readFileSync(path)));
  const trust = trustOf({ freelancer: [DEVICE.key] });
  const { verdict, findings, record } = await verify(bundle, trust, DEFAULT_POLICY, nodeCrypto());
  expect(verdict, JSON.stringify(findings)).toBe('proven');
  if (record === null) throw new Error('no record');
  return record;
}

/** Each contract's log has every closed slice of the tables and nothing else, and is proven. */
export async function checkLogs(app: EvidenceApp, slots: [Slot, Slot]): Promise<void> {
  for (const contract of CONTRACTS) {
    const slices = app.database.recorder
      .slicesBetween(0, Number.MAX_SAFE_INTEGER)
      .filter(({ contractId, state }) => contractId === contract && state === 'closed');
    const path = join(tempFolder(), 'evidence.zip');
    const result = await app.export(contract, slots, path);
    if (slices.length === 0 && result.outcome === 'nothing-sealed') continue;
    expect(result).toMatchObject({ outcome: 'saved', verdict: 'proven' });
    expect(standing(await recordOf(path))).toEqual(slices.map((slice) => factsOf(app, slice)));
  }
}

function standing(record: LogRecord) {
  return record.segments
    .filter(({ state }) => state === 'stands')
    .map(({ entry, ms, memo, pictures }) => ({
      slot: entry.slot,
      ms,
      memo: memo.told ? memo.value : null,
      pictures: pictures.flatMap(({ picture }) => (picture.told ? [picture.value.sha256] : [])),
    }));
}

function factsOf({ database }: EvidenceApp, slice: Slice) {
  const pictures = database.pictures.ofSlices([slice.id]).get(slice.id) ?? [];
  return {
    slot: slice.slot,
    ms: trackedMs(slice),
    memo: slice.memo,
    pictures: pictures.flatMap((one) => (one.outcome === 'ok' ? [one.sha256] : [])),
  };
}

/** Heads that were said are heads of the logs still, and no slice stands twice in one (moved away and back, it is in it twice). */
export function checkHeads(app: EvidenceApp, folder: string, said: readonly EvidenceSaid[]): void {
  for (const head of said) {
    if (head.said !== 'head') continue;
    const log = app.database.logs.newest(head.contract);
    expect(log?.log).toBe(head.log);
    const leaves = [...app.database.logs.leaves(log?.id ?? 0, head.size)];
    const tree = leaves.reduce((all, leaf) => grown(all, Buffer.from(leaf, 'base64url'), sha256), EMPTY);
    expect([tree.size, toBase64Url(rootOf(tree, sha256))]).toEqual([head.size, head.root]);
  }
  const twice = aside(folder, (sqlite) =>
    sqlite
      .prepare('SELECT slice_id FROM entries WHERE stands = 1 GROUP BY log_id, slice_id HAVING COUNT(*) > 1')
      .all(),
  );
  expect(twice).toEqual([]);
}

/** Of every file of the profile. */
export function bytesUnder(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  return Buffer.concat(files.map((path) => readFileSync(path)));
}
