/** The export of a real profile: what the sealer wrote, the picture store, and the export child as a process of its own. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../domain/bundle';
import type { ContractId } from '../../domain/ids';
import type { Slice } from '../../domain/slice';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { contentOffset, readZip } from '../../domain/zip';
import {
  createExporter,
  type EvidenceExported,
  type EvidenceRequest,
  type ExporterDeps,
} from '../../electron/main/exporter';
import { Cancelled, type JobControl } from '../../electron/main/jobs';
import { PICTURES_FOLDER } from '../../electron/main/picture-file';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { openProfile, type Profile } from '../support/backup';
import { ALL_FIELDS, sourceOf, trustOf } from '../support/bundles';
import { addContract } from '../support/database';
import { testKey } from '../support/evidence';
import { type TestFork, testFork } from '../support/fork-child';
import { aJob } from '../support/job';
import { testSealer } from '../support/sealer';
import { solidWebp } from '../support/solid-webp';
import { aPictureMeta, aSlice, closed, SLOT, work } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

/** What Chromium dates a page with. */
const PDF = "%PDF-1.4 /CreationDate (D:20260101000000+00'00') /ModDate (D:20260101000000+00'00') ";
const SCOPE: Scope = { from: SLOT - 3600, to: SLOT + 86_400, fields: ALL_FIELDS };
const NOW = SLOT * 1000 + 86_400_000;

let child: TestFork;
beforeAll(async () => {
  child = await testFork('export-child', process.env);
});

interface Desk {
  profile: Profile;
  contract: ContractId;
  slices: Slice[];
  signer: ReturnType<typeof testSealer>['signer'];
  make(options?: {
    to?: string;
    job?: JobControl;
    deps?: Partial<ExporterDeps>;
    request?: Partial<EvidenceRequest>;
  }): Promise<EvidenceExported>;
  path: string;
}

/** A profile with six slices that have a picture each. */
async function aDesk(): Promise<Desk> {
  const profile = await openProfile(tempFolder());
  const { database, pictures, folder, keys } = profile;
  const contract = addContract(database);
  const slices: Slice[] = [];
  for (let n = 0; n < 6; n++) {
    const slot = SLOT + n * 600;
    const slice = closed(aSlice(contract, slot, { memo: `Memo ${n}`, spans: [work(slot, 0, 600_000)] }));
    expect(database.recorder.save([slice], [])).toEqual({ outcome: 'saved' });
    const webp = Buffer.from(solidWebp(1920, 1080, [n, 40, 90]));
    const thumb = Buffer.from(solidWebp(320, 180, [n, 40, 90]));
    const shot = { display: 'DP-1', width: 1920, height: 1080, webp, thumb };
    const meta = aPictureMeta(slice.id, { takenAt: slot * 1000 + 5_000 });
    expect(await pictures.add(meta, shot)).toMatchObject({ outcome: 'saved' });
    slices.push(slice);
  }
  const { signer } = testSealer(database, { now: () => NOW });
  const path = join(tempFolder(), 'evidence.zip');
  const make: Desk['make'] = ({ to = path, job = aJob(), deps = {}, request = {} } = {}) =>
    createExporter({
      folder,
      fork: child.fork,
      keys: Promise.resolve(keys),
      logs: database.logs,
      signer,
      deviceKey: () => testKey('device').x,
      print: async ({ html }) => new Uint8Array(Buffer.from(PDF + html)),
      page: join(folder, 'verifier.html'),
      undoable: () => database.trash.batches().length > 0,
      after: async () => undefined,
      newId: () => randomUUID(),
      appVersion: '0.1.0',
      log: () => undefined,
      ...deps,
    }).export(
      { contract, scope: SCOPE, note: 'A note', language: 'fr', evenUnproven: false, ...request },
      to,
      job,
    );
  return { profile, contract, slices, signer, make, path };
}

function verified(path: string) {
  const bundle = sourceOf(new Uint8Array(readFileSync(path)));
  return verify(bundle, trustOf({ freelancer: [testKey('device')] }), DEFAULT_POLICY, nodeCrypto());
}

async function namesOf(path: string): Promise<string[]> {
  const zip = await readZip(sourceOf(new Uint8Array(readFileSync(path))));
  if (!zip.ok) throw new Error(zip.why);
  return zip.value.map(({ name }) => name);
}

async function fileOf(path: string, name: string): Promise<string> {
  const bytes = readFileSync(path);
  const zip = await readZip(sourceOf(new Uint8Array(bytes)));
  const file = zip.ok ? zip.value.find((one) => one.name === name) : undefined;
  if (file === undefined) throw new Error(`no ${name}`);
  return String(bytes.subarray(contentOffset(file), contentOffset(file) + file.size));
}

describe('the evidence of a real profile', () => {
  it('[BU7] is proven, with its pictures and reports, and the same to the byte when it is made again', async () => {
    const { make, path, profile } = await aDesk();
    writeFileSync(join(profile.folder, 'verifier.html'), '<!doctype html><title>page</title>');
    const first = await make();
    expect(first).toMatchObject({ outcome: 'saved', segments: 6, pictures: 6, verdict: 'proven' });
    const { verdict, record } = await verified(path);
    expect(verdict).toBe('proven');
    expect(record?.segments.map(({ memo }) => memo)).toEqual(
      Array.from({ length: 6 }, (_, n) => ({ told: true, value: `Memo ${n}` })),
    );
    const names = await namesOf(path);
    expect(names.filter((name) => name.startsWith('pictures/'))).toHaveLength(6);
    expect(names.slice(-4)).toEqual(['report.csv', 'report.json', 'report.pdf', 'verifier.html']);
    expect(await fileOf(path, 'report.pdf')).toContain('data:image/jpeg;base64,');
    const other = join(tempFolder(), 'again.zip');
    await make({ to: other });
    expect(readFileSync(other).equals(readFileSync(path))).toBe(true);
    expect(readdirSync(profile.folder).filter((name) => name.startsWith('evidence-'))).toEqual([]);
    for (const one of child.children) expect(one.exitCode).toBe(0);
  });

  it('[DS8] waits until a deletion is final, then has the tombstone, and not a byte of what was deleted', async () => {
    const { make, path, profile, slices } = await aDesk();
    await make();
    const [, gone] = slices;
    if (gone === undefined) throw new Error('no slice');
    const { database } = profile;
    const [picture] = database.pictures.ofSlices([gone.id]).get(gone.id) ?? [];
    expect(database.trash.discard([gone.id], 'batch', NOW)).toMatchObject({ outcome: 'saved' });
    let asked = 0;
    const after = async () => {
      // As if the half minute of the undo were over when it is asked a third time.
      if (++asked < 3) return;
      database.trash.destroy('batch');
      database.trash.end('batch');
    };
    expect(await make({ deps: { after } })).toMatchObject({
      outcome: 'saved',
      segments: 5,
      pictures: 5,
      verdict: 'proven',
    });
    const { record } = await verified(path);
    expect(record?.segments[1]).toMatchObject({ state: 'deleted', memo: { told: false, why: 'deleted' } });
    const hash = picture?.outcome === 'ok' ? picture.sha256 : '';
    expect(await namesOf(path)).not.toContain(`pictures/${hash}.webp`);
    expect(await fileOf(path, 'report.json')).not.toContain('Memo 1');
  });

  it.each(['deleted', 'given another memo'])(
    '[DS6] [DS8] a slice that is %s while it is printed is in no file',
    async (what) => {
      const { make, path, profile, contract, slices } = await aDesk();
      const { database } = profile;
      const [, touched] = slices;
      if (touched === undefined) throw new Error('no slice');
      const print = async () => {
        if (what === 'deleted')
          expect(database.trash.discard([touched.id], 'batch', NOW)).toMatchObject({ outcome: 'saved' });
        else
          expect(database.recorder.save([{ ...touched, memo: 'Another' }], [])).toEqual({ outcome: 'saved' });
        return new Uint8Array(Buffer.from(PDF));
      };
      const after = async () => {
        database.trash.destroy('batch');
        database.trash.end('batch');
      };
      const told: Scope['fields'] = ['memo', 'time', 'activity'];
      const request = { scope: { ...SCOPE, fields: told } };
      expect(await make({ request, deps: { print, after } })).toEqual({ outcome: 'changed' });
      expect(readdirSync(join(path, '..'))).toEqual([]);
      // And then the next one has what stands.
      expect(await make({ request })).toMatchObject({
        outcome: 'saved',
        segments: what === 'deleted' ? 5 : 6,
      });
      expect(database.logs.logs(contract)).toHaveLength(1);
    },
  );

  it('says which slots have a picture that is lost from the disk', async () => {
    const { make, path, profile, slices } = await aDesk();
    const third = slices[2];
    const [picture] = third ? (profile.database.pictures.ofSlices([third.id]).get(third.id) ?? []) : [];
    const hash = picture?.outcome === 'ok' ? picture.sha256 : '';
    rmSync(join(profile.folder, PICTURES_FOLDER, hash.slice(0, 2), hash));
    expect(await make()).toEqual({ outcome: 'unreadable', slots: [third?.slot] });
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('says what the disk refused, with the child gone', async () => {
    const { make } = await aDesk();
    expect(await make({ to: join(tempFolder(), 'absent', 'x.zip') })).toMatchObject({ outcome: 'failed' });
    expect(child.children.at(-1)?.exitCode).toBe(0);
  });

  it('cancelled ends its process and leaves nothing', async () => {
    const { make, path, profile } = await aDesk();
    const abort = new AbortController();
    const print = async () => {
      abort.abort(new Cancelled());
      return new Uint8Array();
    };
    const job = aJob({ signal: abort.signal });
    await expect(make({ job, deps: { print } })).rejects.toThrow(Cancelled);
    expect(child.children.at(-1)?.signalCode).toBe('SIGKILL');
    expect(readdirSync(join(path, '..'))).toEqual([]);
    expect(readdirSync(profile.folder).filter((name) => name.startsWith('evidence-'))).toEqual([]);
  });

  it('a child that dies is told as a failure, and leaves nothing', async () => {
    const { make, path } = await aDesk();
    const print = async () => {
      child.children.at(-1)?.kill('SIGKILL');
      return new Uint8Array();
    };
    expect(await make({ deps: { print } })).toMatchObject({ outcome: 'failed', reason: 'io' });
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('[DS8] while it is made the app goes on recording and deleting', async () => {
    const { make, path, profile, contract, signer } = await aDesk();
    const { database } = profile;
    const late = closed(aSlice(contract, SLOT + 6000, { memo: 'Meanwhile' }));
    const print = async () => {
      // The child's transaction is over by then: a deletion may fold the log into the file.
      expect(database.recorder.save([late], [])).toEqual({ outcome: 'saved' });
      await signer.settle(contract);
      expect(database.trash.forget()).toBe(true);
      return new Uint8Array(Buffer.from(PDF));
    };
    expect(await make({ deps: { print } })).toMatchObject({
      outcome: 'saved',
      segments: 6,
      verdict: 'proven',
    });
    expect((await verified(path)).verdict).toBe('proven');
  });
});
