/** What the window may ask of the evidence, with the real key, tables and sealer; dialogs and the export are the test's. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ScopeSchema } from '../../domain/bundle';
import { keyText } from '../../domain/fingerprint';
import { readTrust } from '../../domain/trust';
import type { CommandInput } from '../../electron/contract';
import { faultOf } from '../../electron/main/db/faults';
import { DEVICE_KEY_FILE } from '../../electron/main/device-key';
import { createEvidenceDesk, scopeOf } from '../../electron/main/evidence/desk';
import { identityPage } from '../../electron/main/evidence/identity-page';
import { qrPath } from '../../electron/main/evidence/qr';
import { named } from '../../electron/main/evidence/status';
import { trustFileOf } from '../../electron/main/evidence/trust-file';
import type { EvidenceExported, EvidenceRequest } from '../../electron/main/exporter';
import { evidenceHandlers } from '../../electron/main/handlers-evidence';
import { createTexts } from '../../electron/main/texts';
import { addContract, openSound } from '../support/database';
import { sha256, testKey } from '../support/evidence';
import { NO_JOBS } from '../support/job';
import { testSealer } from '../support/sealer';
import { MONDAY, SLOT } from '../support/store-fixtures';
import { TestKeyStore } from '../support/test-key-store';

const NOW = MONDAY + 12 * 3_600_000;
const ALL = { pictures: true, windows: true, minutes: true, memos: true };

function house(answer: EvidenceExported = { outcome: 'changed' }) {
  const database = openSound();
  const { folder } = database;
  const contract = addContract(database);
  const path = join(folder, 'chosen');
  const exportTo = vi.fn<(request: EvidenceRequest, path: string) => Promise<EvidenceExported>>(
    async () => answer,
  );
  const copy = vi.fn();
  const ready = vi.fn();
  const askPath = vi.fn<() => Promise<string | null>>(async () => path);
  const { signer } = testSealer(database, { now: () => NOW, device: () => desk.signers() });
  const desk = createEvidenceDesk({
    folder,
    keyStore: new TestKeyStore('no'),
    randomBytes,
    sha256,
    now: () => NOW,
    logs: database.logs,
    signer,
    figures: database.evidence,
    contracts: () => database.contracts.list(),
    exporter: { export: exportTo },
    askPath,
    print: async (html) => Buffer.from(html),
    writeBytes: async (to, bytes) => {
      writeFileSync(to, bytes);
      return { outcome: 'saved', path: to };
    },
    verifierPage: async () => readFileSync(join(folder, 'verifier.html')),
    copy,
    faultOf: (error) => faultOf(error, folder),
    jobs: NO_JOBS,
    texts: createTexts({ preferred: ['en'], region: 'en-GB' }, 'en'),
    changed: () => undefined,
    ready,
    log: () => undefined,
  });
  const ask: CommandInput<'evidence.export'> = {
    contractId: contract,
    from: SLOT,
    to: SLOT + 600,
    include: ALL,
    note: '',
    language: 'en',
    evenUnproven: false,
  };
  return {
    folder,
    path,
    contract,
    desk,
    signer,
    handlers: evidenceHandlers(desk),
    exportTo,
    copy,
    ready,
    askPath,
    ask,
  };
}

test('what may be told is asked for kind by kind, and is a scope of the format whatever is chosen', () => {
  for (let bits = 0; bits < 16; bits++) {
    const [pictures, windows, minutes, memos] = [1, 2, 4, 8].map((bit) => (bits & bit) !== 0);
    const include = {
      pictures: pictures === true,
      windows: windows === true,
      minutes: minutes === true,
      memos: memos === true,
    };
    const scope = ScopeSchema.parse(scopeOf({ from: SLOT, to: SLOT + 600, include }));
    expect(scope.fields.includes('picture')).toBe(include.pictures);
    expect(scope.fields.includes('missed')).toBe(include.pictures);
    expect(scope.fields.includes('windows')).toBe(include.windows);
    expect(scope.fields.includes('minutes')).toBe(include.minutes);
    for (const kind of ['memo', 'tag', 'reason'] as const) {
      expect(scope.fields.includes(kind)).toBe(include.memos);
    }
    expect(scope.fields).toEqual(expect.arrayContaining(['time', 'activity']));
  }
});

test('an export needs a key and a log; then it asks where to, and says what came of it', async () => {
  const { desk, signer, handlers, contract, ask, exportTo, askPath, path } = house();
  expect(await handlers['evidence.export'](ask)).toEqual({
    ok: true,
    value: { outcome: 'refused', why: 'no-key' },
  });
  await desk.begin();
  expect(await handlers['evidence.export'](ask)).toEqual({
    ok: true,
    value: { outcome: 'refused', why: 'no-log' },
  });
  await signer.settle(contract);
  expect(askPath).not.toHaveBeenCalled();
  expect(await handlers['evidence.export'](ask)).toEqual({ ok: true, value: { outcome: 'changed' } });
  expect(exportTo.mock.calls[0]?.slice(0, 2)).toEqual([
    {
      contract,
      scope: scopeOf(ask),
      note: '',
      language: 'en',
      evenUnproven: false,
    },
    path,
  ]);
  askPath.mockResolvedValueOnce(null);
  expect(await handlers['evidence.export'](ask)).toEqual({ ok: true, value: { outcome: 'cancelled' } });
  expect(await handlers['evidence.export']({ ...ask, to: SLOT })).toMatchObject({
    ok: false,
    error: { code: 'bad-input' },
  });
});

test('what the disk refuses to an export, and what its verifier finds, reach the window as data', async () => {
  const refused = house({ outcome: 'failed', reason: 'full', detail: 'ENOSPC' });
  await refused.desk.begin();
  await refused.signer.settle(refused.contract);
  expect(await refused.handlers['evidence.export'](refused.ask)).toMatchObject({
    ok: false,
    error: { code: 'storage', detail: 'ENOSPC' },
  });

  const unproven = house({
    outcome: 'unproven',
    verdict: 'broken',
    findings: [
      {
        id: 'picture-altered',
        rule: 'DS7',
        severity: 'broken',
        subject: { type: 'segment', index: 3, slot: SLOT },
        values: {},
      },
    ],
  });
  await unproven.desk.begin();
  await unproven.signer.settle(unproven.contract);
  expect(await unproven.handlers['evidence.export'](unproven.ask)).toEqual({
    ok: true,
    value: {
      outcome: 'unproven',
      verdict: 'broken',
      findings: [{ id: 'picture-altered', rule: 'DS7', severity: 'broken', values: {}, at: SLOT }],
    },
  });
});

test('the public identity: a trust file that the verifier reads, a page with nothing but what is public, a text to copy', async () => {
  const { desk, handlers, folder, path, copy } = house();
  expect(await handlers['evidence.saveIdentity']({ format: 'pdf' })).toEqual({
    ok: true,
    value: { outcome: 'cancelled' },
  });
  await desk.begin();
  const [own] = desk.signers();
  if (own === undefined) throw new Error('no key');
  await handlers['evidence.saveIdentity']({ format: 'trust', name: 'Ada Lovelace' });
  expect(readTrust(readFileSync(path, 'utf8'))).toEqual({
    ok: true,
    value: {
      format: 'minutier-trust-1',
      keys: [{ role: 'freelancer', name: 'Ada Lovelace', key: own.key.x }],
      checkpoints: [],
    },
  });
  await handlers['evidence.saveIdentity']({ format: 'pdf' });
  const page = readFileSync(path, 'utf8');
  expect(page).toContain(keyText(own.key.x));
  const secret = /"secret":"([^"]+)"/.exec(readFileSync(join(folder, DEVICE_KEY_FILE), 'utf8'))?.[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  expect(page).not.toContain(secret);
  await handlers['evidence.copyKey'](undefined);
  expect(copy).toHaveBeenCalledWith(keyText(own.key.x));
});

test('a page of the identity escapes what it is given', () => {
  const key = named(testKey('a device'));
  const texts = createTexts({ preferred: ['fr'], region: 'fr-FR' }, 'fr');
  const trust = trustFileOf(key.x, '<b>"Ada" & co</b>');
  const page = identityPage({ key, qr: qrPath(key.text), store: 'file' }, trust, NOW, texts);
  expect(page).toContain('<html lang="fr">');
  expect(page).not.toContain('<b>');
  expect(page.match(/<li>[a-z]{5}<\/li>/g)).toHaveLength(8);
});

test('a key that the disk refuses to make or to rotate is said as a failure, and signs nothing', async () => {
  const { desk, handlers, folder, ready, signer, contract } = house();
  const file = join(folder, DEVICE_KEY_FILE);
  mkdirSync(file);
  await desk.begin();
  expect(desk.evidence().device).toMatchObject({ state: 'failed' });
  expect(desk.signers()).toEqual([]);
  expect(ready).not.toHaveBeenCalled();
  expect(await handlers['evidence.rotate'](undefined)).toEqual({
    ok: true,
    value: { outcome: 'refused', why: 'no-key' },
  });

  rmdirSync(file);
  expect(await handlers['evidence.replaceKey'](undefined)).toMatchObject({
    ok: true,
    value: { device: { state: 'ready', store: 'file' } },
  });
  expect(ready).toHaveBeenCalledTimes(1);
  await signer.settle(contract);
  const before = desk.signers();
  mkdirSync(`${file}.tmp`);
  expect(await handlers['evidence.rotate'](undefined)).toMatchObject({
    ok: false,
    error: { code: 'storage' },
  });
  expect(desk.signers()).toEqual(before);
});

test('the verifier’s page is given as it was built; where it is not there that is said', async () => {
  const { handlers, folder, path } = house();
  expect(await handlers['evidence.saveVerifier'](undefined)).toMatchObject({
    ok: false,
    error: { code: 'storage' },
  });
  writeFileSync(join(folder, 'verifier.html'), '<!doctype html>');
  expect(await handlers['evidence.saveVerifier'](undefined)).toEqual({
    ok: true,
    value: { outcome: 'saved', path },
  });
  expect(readFileSync(path, 'utf8')).toBe('<!doctype html>');
});
