/** The exporter over logs made for tests: what is in the bundle, and what is left where there is none. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DISCLOSURES,
  ENTRIES,
  MANIFEST,
  MANIFEST_NOTE,
  manifestNoteText,
  pictureName,
  readManifest,
  type Scope,
} from '../../domain/bundle';
import { bundleReadme } from '../../domain/bundle-readme';
import { ReportSchema } from '../../domain/report-json';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { contentOffset, readZip } from '../../domain/zip';
import { makeBundle } from '../../electron/main/export-evidence/work';
import { sweepExports } from '../../electron/main/exporter';
import { Cancelled } from '../../electron/main/jobs';
import { listedText } from '../../node/bundle/archive';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { BundleLog } from '../support/bundle-log';
import {
  ALL_FIELDS,
  bundleOf,
  checkpointOf,
  findingsOf,
  noteOf,
  originOfThe,
  sourceOf,
  trustOf,
  WHOLE_WEEK,
} from '../support/bundles';
import { SLOT, testKey } from '../support/evidence';
import { exported, sourceOfLog } from '../support/exports';
import { aJob } from '../support/job';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

/** A week with pictures, manual time, an amendment, a deletion, and a slot outside of the range that is asked for. */
function aLog(): BundleLog {
  const log = new BundleLog(testKey('device'));
  const at = SLOT * 1000 + 3_600_000;
  log.segment(SLOT, { pictures: 2 });
  const amended = log.segment(SLOT + 600, { pictures: 1, missed: 1, slice: { memo: 'Not this any more' } });
  const deleted = log.segment(SLOT + 1200, { pictures: 1, slice: { memo: 'Gone for good' } });
  log.manual(SLOT + 1800);
  log.amend(amended.sealed.leaf, [{ name: 'memo', value: 'Proofs of chapter two' }], { at });
  log.remove(deleted.sealed.leaf, { at });
  log.segment(SLOT + 86_400, { pictures: 1, slice: { memo: 'The day after' } });
  return log;
}

const DAY: Scope = { from: SLOT, to: SLOT + 3600, fields: ALL_FIELDS };

async function filesOf(path: string): Promise<Map<string, Buffer>> {
  const bytes = readFileSync(path);
  const zip = await readZip(sourceOf(new Uint8Array(bytes)));
  if (!zip.ok) throw new Error(`no archive: ${zip.why}`);
  return new Map(
    zip.value.map((file) => [
      file.name,
      bytes.subarray(contentOffset(file), contentOffset(file) + file.size),
    ]),
  );
}

function verified(path: string, log: BundleLog) {
  const bundle = sourceOf(new Uint8Array(readFileSync(path)));
  return verify(bundle, trustOf({ freelancer: [log.opener] }), DEFAULT_POLICY, nodeCrypto());
}

/** Nothing of the export is left, in the profile and beside the file. */
function expectNothingLeft(folder: string, path: string, name: string[] = []): void {
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(dirname(path))).toEqual(name);
}

describe('a bundle', () => {
  it('[BU8] [DS10] is to the byte the one that the format says, with the reports beside it', async () => {
    const log = aLog();
    const { result, path, folder } = await exported(log);
    expect(result).toMatchObject({
      outcome: 'saved',
      path,
      entries: 8,
      segments: 4,
      pictures: 4,
      verdict: 'proven',
    });
    expectNothingLeft(folder, path, ['evidence.zip']);
    const files = await filesOf(path);
    const reports = ['report.csv', 'report.json', 'report.pdf'];
    const more = Object.fromEntries(reports.map((name) => [name, new Uint8Array(files.get(name) ?? [])]));
    const readme = { 'README.txt': new Uint8Array(Buffer.from(bundleReadme('en'))) };
    const expected = bundleOf(log, { note: 'To whom it may concern', more: { ...readme, ...more } });
    expect(Buffer.from(expected).equals(readFileSync(path))).toBe(true);
  });

  it('is proven for whoever trusts the key, and for nobody else', async () => {
    const log = aLog();
    const { result, path } = await exported(log);
    const own = await verified(path, log);
    expect(own.verdict).toBe('proven');
    expect(result).toMatchObject({ findings: own.findings });
    const nobody = await verify(
      sourceOf(new Uint8Array(readFileSync(path))),
      trustOf({ freelancer: [testKey('another')] }),
      DEFAULT_POLICY,
      nodeCrypto(),
    );
    expect(findingsOf(nobody)).toContainEqual(expect.stringContaining('not-anchored'));
  });

  it('[BU7] is the same, to the byte, from the same log, and another for another note, language or version', async () => {
    const log = aLog();
    const bytes = async (options: Parameters<typeof exported>[1]) =>
      readFileSync((await exported(log, options)).path);
    const first = await bytes({});
    expect(first.equals(await bytes({}))).toBe(true);
    const others = [
      { request: { note: 'Another' } },
      { request: { language: 'fr' as const } },
      { deps: { appVersion: '0.1.1' } },
      { request: { scope: DAY } },
    ];
    for (const other of others) expect(first.equals(await bytes(other))).toBe(false);
  });

  it('[BU8] has every leaf whatever the range, and tells only of the range', async () => {
    const log = aLog();
    const { path, result } = await exported(log, { request: { scope: DAY } });
    expect(result).toMatchObject({ outcome: 'saved', pictures: 3, segments: 3 });
    const files = await filesOf(path);
    expect(String(files.get(ENTRIES))).toBe(log.lines.map((line) => `${line}\n`).join(''));
    expect(toldIn(files)).not.toContain('The day after');
    expect((await verified(path, log)).verdict).toBe('proven');
  });

  it('[DS6] has nothing of what was deleted or amended', async () => {
    const { path } = await exported(aLog());
    const told = toldIn(await filesOf(path));
    expect(told).toContain('Proofs of chapter two');
    expect(told).not.toContain('Gone for good');
    expect(told).not.toContain('Not this any more');
  });

  it('[BU1] of several megabytes is an archive that other programs find whole too', async () => {
    const log = new BundleLog(testKey('device'));
    for (let n = 0; n < 144; n++) log.segment(SLOT + n * 600, { slice: { windows: manyWindows() } });
    const { path, result } = await exported(log);
    expect(result).toMatchObject({ outcome: 'saved', segments: 144 });
    expect((await filesOf(path)).get(DISCLOSURES)?.length).toBeGreaterThan(2 * 1_048_576);
    const script = 'import sys,zipfile;print(zipfile.ZipFile(sys.argv[1]).testzip())';
    expect(execFileSync('python3', ['-c', script, path]).toString().trim()).toBe('None');
  });

  it('opens each picture once where they are few', async () => {
    const log = aLog();
    const source = sourceOfLog(log);
    const opened: string[] = [];
    const picture = (hash: string) => {
      opened.push(hash);
      return source.picture(hash);
    };
    expect((await exported(log, { source: { ...source, picture } })).result).toMatchObject({ pictures: 4 });
    expect(opened).toHaveLength(4);
  });

  it('[BU2] goes without report.pdf where none is wanted', async () => {
    const log = aLog();
    const { path } = await exported(log, { request: { report: false } });
    expect([...(await filesOf(path)).keys()]).not.toContain('report.pdf');
    expect((await verified(path, log)).verdict).toBe('proven');
  });

  it('[BU4] [BU5] its manifest lists each file, and is signed', async () => {
    const log = aLog();
    const { path } = await exported(log, { request: { language: 'fr', note: 'Pour la médiatrice' } });
    const files = await filesOf(path);
    const manifest = readManifest(String(files.get(MANIFEST)));
    expect(manifest).toMatchObject({
      ok: true,
      value: { language: 'fr', note: 'Pour la médiatrice', app: '0.1.0', scope: WHOLE_WEEK, log: log.log },
    });
    const names = manifest.ok ? manifest.value.files.map(([name]) => name) : [];
    expect([...names, MANIFEST, MANIFEST_NOTE].sort()).toEqual([...files.keys()].sort());
    expect(String(files.get('README.txt'))).toBe(bundleReadme('fr'));
  });

  it('[DS7] [PX9] tells of a held picture, and does not hand it on', async () => {
    const log = new BundleLog(testKey('device'));
    const segment = log.segment(SLOT, { pictures: 1 });
    const [hash = ''] = log.pictures.keys();
    log.say(
      (_sd) => ({ type: 'redact', at: SLOT * 1000 + 900_000, target: segment.sealed.leaf, picture: 0, _sd }),
      [{ name: 'picture.0', value: heldPicture(log) }],
      log.opener,
      segment.sealed.leaf,
    );
    log.held = log.held.filter(({ index, name }) => name !== 'picture.0' || index === 2);
    const { result, path } = await exported(log);
    expect(result).toMatchObject({ outcome: 'saved', verdict: 'proven', pictures: 0, held: [SLOT] });
    const files = await filesOf(path);
    expect(toldIn(files)).toContain('"held":1');
    expect(files.has(pictureName(hash))).toBe(false);
  });
});

/** Everything that is told, decoded. */
function toldIn(files: ReadonlyMap<string, Buffer>): string {
  return String(files.get(DISCLOSURES))
    .split('\n')
    .map((line) => Buffer.from(line, 'base64url').toString())
    .join('\n');
}

/** For each kind of field, what of the log says it, wherever in the file it would stand. */
const SAID: Record<Scope['fields'][number], string> = {
  memo: 'The memo of the day',
  tag: 'A tag of its own',
  reason: 'A reason of its own',
  time: '"spans"',
  activity: '"activity"',
  minutes: '[41,7,3,907,0]',
  windows: 'A window of its own',
  picture: '"picture.0"',
  missed: '"missed.0"',
};

describe('a scope', () => {
  const log = new BundleLog(testKey('device'));
  const minutes = Array.from({ length: 10 }, () => ({
    keys: 41,
    clicks: 7,
    scrolls: 3,
    distance: 907,
    synthetic: 0,
  }));
  const windows = [{ app: 'Editor', title: SAID.windows, ms: 600_000 }];
  log.segment(SLOT, {
    pictures: 1,
    missed: 1,
    slice: { memo: SAID.memo, tag: SAID.tag, minutes, windows },
  });
  log.manual(SLOT + 600, { slice: { memo: SAID.memo, tag: SAID.tag, reason: SAID.reason } });

  it.each(ALL_FIELDS)('[DS5] of %s alone tells that and nothing else', async (field) => {
    const { path, result } = await exported(log, { request: { scope: { ...WHOLE_WEEK, fields: [field] } } });
    expect(result).toMatchObject({ outcome: 'saved', verdict: 'proven' });
    const files = await filesOf(path);
    const told = toldIn(files);
    const everything = `${told}\n${readFileSync(path).toString('latin1')}`;
    for (const [other, said] of Object.entries(SAID)) {
      if (other === field) expect(told).toContain(said);
      else expect(other === 'activity' || other === 'time' ? told : everything).not.toContain(said);
    }
    const pictures = [...files.keys()].filter((name) => name.startsWith('pictures/'));
    expect(pictures).toHaveLength(field === 'picture' ? 1 : 0);
    expect((await verified(path, log)).verdict).toBe('proven');
  });

  it('[DS5] of nothing tells the contract alone', async () => {
    const { path } = await exported(log, { request: { scope: { ...WHOLE_WEEK, fields: [] } } });
    const told = toldIn(await filesOf(path))
      .trim()
      .split('\n');
    expect(told.map((line) => JSON.parse(line)[1])).toEqual(['title', 'client', 'tags']);
  });
});

describe('the reports', () => {
  it('[VF10] report.json is of its schema and says what was verified', async () => {
    const log = aLog();
    const { path } = await exported(log, { request: { scope: DAY } });
    const files = await filesOf(path);
    const report = ReportSchema.parse(JSON.parse(String(files.get('report.json'))));
    expect(report).toMatchObject({
      verdict: 'proven',
      log: log.log,
      title: { told: true, value: 'The book' },
      sums: { segments: 3, deleted: 1, ms: 1_800_000 },
    });
    expect(report.segments.map(({ state }) => state)).toEqual([
      'stands',
      'stands',
      'deleted',
      'stands',
      'stands',
    ]);
    expect(report.segments.at(-1)?.memo).toEqual({ told: false, why: 'withheld' });
    expect(report.segments[2]?.memo).toEqual({ told: false, why: 'deleted' });
  });

  it('[VF10] report.csv has one row a segment of the range, and no formula', async () => {
    const log = new BundleLog(testKey('device'));
    log.segment(SLOT, { slice: { memo: '=HYPERLINK("x")', tag: 'a, "b"' } });
    log.segment(SLOT + 86_400);
    const { path } = await exported(log, { request: { scope: { ...DAY, fields: ['memo', 'tag'] } } });
    const text = String((await filesOf(path)).get('report.csv'));
    const [head, row, ...rest] = text.split('\r\n');
    expect(rest).toEqual(['']);
    expect(head?.startsWith('\uFEFFslot_utc,entry,leaf,')).toBe(true);
    expect(row).toContain(`2026-11-03T10:00:00.000Z,1,`);
    expect(row).toContain(`,"'=HYPERLINK(""x"")","a, ""b""",`);
    expect(row).toContain('time:withheld activity:withheld minutes:withheld windows:withheld');
    expect(row?.replace(/"([^"]|"")*"/g, '').split(',')).toHaveLength(head?.split(',').length ?? 0);
  });
});

describe('an export that is not given', () => {
  it('says that nothing was sealed yet', async () => {
    const { result, folder, path } = await exported(aLog(), { deps: { logs: { logs: () => [] } } });
    expect(result).toEqual({ outcome: 'nothing-sealed' });
    expectNothingLeft(folder, path);
  });

  it('without the keys of pictures it goes where no picture is told, and says why where one is', async () => {
    const keys = Promise.resolve({ reason: 'io' as const, detail: 'EIO: the vault' });
    const { result, folder, path } = await exported(aLog(), { deps: { keys } });
    expect(result).toEqual({ outcome: 'failed', reason: 'io', detail: 'EIO: the vault' });
    expectNothingLeft(folder, path);
    const scope: Scope = { ...WHOLE_WEEK, fields: ['memo', 'time'] };
    const without = await exported(aLog(), { deps: { keys }, request: { scope } });
    expect(without.result).toMatchObject({ outcome: 'saved', verdict: 'proven' });
  });

  it('[DS7] names the slots of pictures that cannot be read', async () => {
    const log = aLog();
    const [first] = log.pictures.keys();
    const source = sourceOfLog(log);
    const lost = {
      ...source,
      picture: async (hash: string) => (hash === first ? null : source.picture(hash)),
    };
    const { result, folder, path } = await exported(log, { source: lost });
    expect(result).toEqual({ outcome: 'unreadable', slots: [SLOT] });
    expectNothingLeft(folder, path);
  });

  it('[DS7] a picture with other bytes than were recorded is not given for it', async () => {
    const log = aLog();
    const source = sourceOfLog(log);
    const altered = {
      ...source,
      async picture(hash: string) {
        const bytes = (await source.picture(hash))?.slice();
        if (bytes) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        return bytes ?? null;
      },
    };
    const { result, folder, path } = await exported(log, { source: altered });
    expect(result).toMatchObject({ outcome: 'unproven', verdict: 'broken' });
    expectNothingLeft(folder, path);
  });

  it('tells what its own verifier found where it would not be proven, unless it is wanted all the same', async () => {
    const log = aLog();
    log.held = log.held.filter(({ name }) => name !== 'windows');
    const { result, folder, path } = await exported(log);
    expect(result).toMatchObject({ outcome: 'unproven', verdict: 'broken' });
    expect(result.outcome === 'unproven' && findingsOf(result)).toContainEqual(
      expect.stringContaining('disclosure-missing'),
    );
    expectNothingLeft(folder, path);
    const wanted = await exported(log, { request: { evenUnproven: true } });
    expect(wanted.result).toMatchObject({ outcome: 'saved', verdict: 'broken' });
    expect((await verified(wanted.path, log)).verdict).toBe('broken');
  });

  it('a picture that is deleted between verifying and writing is not in it', async () => {
    const log = aLog();
    const source = sourceOfLog(log);
    const [third] = [...log.pictures.keys()].slice(2);
    const deleted = { ...source, hasPicture: (hash: string) => hash !== third };
    const { result, folder, path } = await exported(log, { source: deleted });
    expect(result).toEqual({ outcome: 'changed' });
    expectNothingLeft(folder, path);
  });

  it('takes the head anew where something is sealed between reading and signing', async () => {
    const log = aLog();
    const source = sourceOfLog(log);
    let grows = 2;
    const growing = {
      ...source,
      begin() {
        const size = source.begin();
        if (grows-- > 0) log.segment(SLOT + 7200 + grows * 600);
        return size;
      },
    };
    const { result, path } = await exported(log, { source: growing });
    expect(result).toMatchObject({ outcome: 'saved', entries: 10 });
    expect((await verified(path, log)).verdict).toBe('proven');
  });

  it.each(['at once', 'while it is verified', 'while it is printed'])(
    'cancelled %s leaves nothing and keeps what was there',
    async (when) => {
      const log = aLog();
      const path = join(tempFolder(), 'evidence.zip');
      writeFileSync(path, 'before');
      const abort = new AbortController();
      const cancel = () => abort.abort(new Cancelled());
      if (when === 'at once') cancel();
      const source = sourceOfLog(log);
      const cancelling = {
        ...source,
        picture(hash: string) {
          if (when === 'while it is verified') cancel();
          return source.picture(hash);
        },
      };
      const folder = tempFolder();
      const exporting = exported(log, {
        path,
        source: cancelling,
        job: aJob({ signal: abort.signal, commit: () => abort.signal.throwIfAborted() }),
        deps: {
          folder,
          print: async () => {
            if (when === 'while it is printed') cancel();
            return new Uint8Array([1]);
          },
        },
      });
      await expect(exporting).rejects.toThrow(Cancelled);
      expect(readdirSync(dirname(path))).toEqual(['evidence.zip']);
      expect(readFileSync(path, 'utf8')).toBe('before');
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('what cannot be printed or signed is an error, and leaves nothing', async () => {
    const folder = tempFolder();
    const path = join(tempFolder(), 'evidence.zip');
    const exporting = exported(aLog(), {
      path,
      deps: { folder, print: () => Promise.reject(new Error('no window')) },
    });
    await expect(exporting).rejects.toThrow('no window');
    expectNothingLeft(folder, path);
  });

  it('says that the folder is not there', async () => {
    const path = join(tempFolder(), 'absent', 'evidence.zip');
    expect((await exported(aLog(), { path })).result).toMatchObject({ outcome: 'failed', reason: 'io' });
  });

  it.each([
    ['the folder is not there', 'absent/minutier-Ada-Martin.zip', 'ENOENT'],
    ['the name is too long', `minutier-Ada-Martin${'-'.repeat(260)}.zip`, 'ENAMETOOLONG'],
    // No code that the app knows a remedy for: it could be told as a defect, with its message.
    ['the name is none', 'minutier-Ada-Martin\0.zip', 'ERR_INVALID_ARG_VALUE'],
  ])(
    'where %s the app’s own log has the code, and nothing of the name, which is the client’s',
    async (_, name, code) => {
      const logged: string[] = [];
      const path = join(tempFolder(), name);
      const { result } = await exported(aLog(), { path, deps: { log: (text) => logged.push(text) } });
      expect(result).toMatchObject({ outcome: 'failed', reason: 'io' });
      expect(logged.at(-1)).toContain(code);
      expect(logged.join()).not.toMatch(/Martin|\//);
    },
  );

  it('[DS6] where a slice of it was deleted while it was printed nothing is given, and others may be', async () => {
    const at = SLOT * 1000 + 90_000_000;
    const whilePrinted = (work: (log: BundleLog) => void, request = {}) => {
      const log = aLog();
      const print = async () => {
        work(log);
        return new Uint8Array([1]);
      };
      return exported(log, { request, deps: { print } });
    };
    const removed = (index: number) => (log: BundleLog) => void log.remove(log.leafOf(index), { at });
    const amended = (log: BundleLog) =>
      void log.amend(log.leafOf(1), [{ name: 'memo', value: 'Another' }], { at });
    for (const work of [removed(1), removed(4), amended]) {
      const { result, folder, path } = await whilePrinted(work);
      expect(result).toEqual({ outcome: 'changed' });
      expectNothingLeft(folder, path);
    }
    // Outside of what is told, and after what is told.
    const memos = { scope: { ...DAY, fields: ['tag' as const, 'time' as const] } };
    expect((await whilePrinted(amended, memos)).result).toMatchObject({ outcome: 'saved' });
    expect((await whilePrinted(removed(7), { scope: DAY })).result).toMatchObject({ outcome: 'saved' });
    const more = (log: BundleLog) => void log.segment(SLOT + 6000);
    expect((await whilePrinted(more)).result).toMatchObject({ outcome: 'saved' });
  });

  it('[DS6] waits at its end until a deletion is final', async () => {
    const log = aLog();
    let [printed, asked] = [false, 0];
    const print = async () => {
      printed = true;
      return new Uint8Array([1]);
    };
    const undoable = () => printed && asked < 3;
    const after = async () => {
      if (++asked === 3) log.remove(log.leafOf(1), { at: SLOT * 1000 + 90_000_000 });
    };
    const { result, folder, path } = await exported(log, { deps: { print, undoable, after } });
    expect(result).toEqual({ outcome: 'changed' });
    expectNothingLeft(folder, path);
  });

  it.runIf(canMount)('on a full disk says so, and keeps what was there', async () => {
    const log = new BundleLog(testKey('device'));
    for (let n = 0; n < 60; n++) log.segment(SLOT + n * 600, { slice: { windows: manyWindows() } });
    const folder = tempFolder();
    mountSmall(folder, '256k');
    const path = join(folder, 'evidence.zip');
    writeFileSync(path, 'before');
    const { result } = await exported(log, { path });
    expect(result).toMatchObject({ outcome: 'failed', reason: 'full' });
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['evidence.zip']);
  });
});

function manyWindows() {
  return Array.from({ length: 100 }, (_, n) => ({
    app: `Editor ${n}`,
    title: `chapter ${n} `.repeat(10),
    ms: 6000,
  }));
}

/** The one picture of the log as its disclosure would say it, held. */
function heldPicture(log: BundleLog) {
  const text = log.held.find(({ name }) => name === 'picture.0')?.text ?? '';
  const [, , value] = JSON.parse(Buffer.from(text, 'base64url').toString());
  return { ...value, held: 1 };
}

describe('an export that was cut off', () => {
  it('is removed by the next start, wherever it was, and nothing else is', async () => {
    const [profile, elsewhere] = [tempFolder(), tempFolder()];
    const unfinished = join(elsewhere, 'evidence.zip.0123abcd.part');
    writeFileSync(unfinished, 'half');
    writeFileSync(join(elsewhere, 'thesis.part'), 'mine');
    const mark = (id: string, path: string) =>
      writeFileSync(join(profile, `evidence-${id}.unfinished`), JSON.stringify({ path }));
    mark('0123abcd', unfinished);
    mark('4567abcd', join(elsewhere, 'thesis.part'));
    writeFileSync(join(profile, 'evidence-89abcdef.unfinished'), 'not JSON');
    mkdirSync(join(profile, 'pictures'));
    await sweepExports(profile);
    expect(readdirSync(profile)).toEqual(['pictures']);
    expect(readdirSync(elsewhere)).toEqual(['thesis.part']);
  });

  it('on a disk that is not there today it is removed at a later start', async () => {
    const profile = tempFolder();
    const elsewhere = join(tempFolder(), 'disk');
    const unfinished = join(elsewhere, 'evidence.zip.0123abcd.part');
    writeFileSync(join(profile, 'evidence-0123abcd.unfinished'), JSON.stringify({ path: unfinished }));
    await sweepExports(profile);
    expect(readdirSync(profile)).toHaveLength(1);
    mkdirSync(elsewhere);
    writeFileSync(unfinished, 'half');
    await sweepExports(profile);
    expect(readdirSync(profile)).toEqual([]);
    expect(existsSync(unfinished)).toBe(false);
  });

  it.runIf(canMount)(
    'on a disk that refuses it is left for a later start, and the others are removed',
    async () => {
      const [profile, readonly, elsewhere] = [tempFolder(), tempFolder(), tempFolder()];
      const disk = mountSmall(readonly, '256k');
      const mark = (id: string, folder: string) => {
        const path = join(folder, `evidence.zip.${id}.part`);
        writeFileSync(path, 'half');
        writeFileSync(join(profile, `evidence-${id}.unfinished`), JSON.stringify({ path }));
      };
      mark('00000001', readonly);
      mark('00000002', elsewhere);
      disk.remount('ro');
      await sweepExports(profile);
      expect(readdirSync(profile)).toEqual(['evidence-00000001.unfinished']);
      expect(readdirSync(elsewhere)).toEqual([]);
      disk.remount('rw');
      await sweepExports(profile);
      expect([...readdirSync(profile), ...readdirSync(readonly)]).toEqual([]);
    },
  );

  it('marks the unfinished file before it is there', async () => {
    const profile = tempFolder();
    const path = join(tempFolder(), 'evidence.zip');
    const seen: string[] = [];
    const log = aLog();
    const source = sourceOfLog(log);
    await exported(log, {
      path,
      source: {
        ...source,
        begin() {
          const [mark = ''] = readdirSync(profile);
          const { path: marked } = JSON.parse(readFileSync(join(profile, mark), 'utf8'));
          seen.push(marked);
          expect(existsSync(marked)).toBe(true);
          return source.begin();
        },
      },
      deps: { folder: profile },
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/evidence\.zip\.[0-9a-f]{8}\.part$/);
  });
});

it('names of pictures are their hashes', async () => {
  const log = aLog();
  const files = await filesOf((await exported(log)).path);
  for (const hash of log.pictures.keys()) expect(files.has(pictureName(hash))).toBe(true);
});

it('progress is told in bytes, never goes back, and ends where it should', async () => {
  const log = aLog();
  const told: [done: number, total: number][] = [];
  const outcome = await makeBundle(
    {
      profile: tempFolder(),
      to: join(tempFolder(), 'evidence.zip'),
      contract: log.contract,
      log: log.log,
      scope: WHOLE_WEEK,
      note: '',
      language: 'en',
      app: '0.1.0',
      keys: { current: '', earlier: [] },
      trusted: [log.opener.x],
      report: true,
      page: null,
      evenUnproven: false,
    },
    {
      source: sourceOfLog(log),
      crypto: nodeCrypto(),
      async pdf(_reported, source, _print, drawn) {
        for (const [nth, hash] of [...log.pictures.keys()].entries()) {
          expect(await source.picture(hash)).toEqual(log.pictures.get(hash));
          drawn((nth + 1) / log.pictures.size);
        }
        return new Uint8Array([1]);
      },
      ask: async (ask) =>
        ask.what === 'manifest'
          ? noteOf(originOfThe(log), manifestNoteText(originOfThe(log), ask.sha256), [log.opener])
          : checkpointOf(log),
      progress: (done, total) => told.push([done, total]),
    },
  );
  expect(outcome).toMatchObject({ outcome: 'written', verdict: 'proven' });
  const done = told.map(([bytes]) => bytes);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(new Set(told.map(([, total]) => total)).size).toBe(1);
  expect(done.at(-1)).toBe(told[0]?.[1]);
  expect(new Set(done).size).toBeGreaterThan(10);
});

describe('the text of a report', () => {
  it.each([
    ['is made once where it fits into memory', 3, 1],
    ['is made again where it does not', 66, 2],
  ])('%s', async (_name, megabytes, times) => {
    let made = 0;
    const make = () => {
      made++;
      return Array.from({ length: megabytes }, (_, n) =>
        String.fromCharCode(97 + (n % 26)).repeat(1_048_576),
      );
    };
    const { listed, pieces } = listedText('report.json', make);
    const hash = createHash('sha256');
    let bytes = 0;
    for (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
    }
    expect(listed).toEqual(['report.json', megabytes * 1_048_576, hash.digest('hex')]);
    expect(bytes).toBe(megabytes * 1_048_576);
    expect(made).toBe(times);
  });
});
