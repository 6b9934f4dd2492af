/** What is taken away as a file: the evidence, the timesheet, the invoice. On the real server over real HTTP. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIELD_KINDS, type FieldKind } from '../../domain/field';
import { seededRandom } from '../../domain/random';
import { DEFAULT_POLICY, type Trust } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { timesheetOf } from '../../server/diary/week';
import { invoiceOf } from '../../server/papers/invoice';
import { invoicePdf } from '../../server/papers/invoice-pdf';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { WEEK } from '../support/bundle-log';
import { SLOT } from '../support/evidence';
import { DAY, HOUR, NOON, type Reviewed, reviewed } from '../support/reviewed';
import type { Caller } from '../support/server-caller';

const SHARED = FIELD_KINDS.filter((kind) => kind !== 'windows');

function share({ device, contract }: Reviewed, fields: readonly FieldKind[] = SHARED) {
  const body = { fields: [...fields], presence: false };
  return device.ask('share', { params: { contract }, body });
}

async function bundleOf(caller: Caller, { contract }: Reviewed, from = WEEK, to = WEEK + 604_800) {
  const response = await caller.send('bundle', { params: { contract }, query: { from, to } });
  expect(response.headers.get('content-type')).toBe('application/zip');
  return new Uint8Array(await response.arrayBuffer());
}

async function verified({ bundle, server }: Reviewed, bytes: Uint8Array, isServerTrusted = true) {
  const own = { role: 'freelancer' as const, name: 'Fran', key: bundle.opener.x };
  const also = { role: 'server' as const, name: 'The server', key: server.parts.key.x };
  const trust: Trust = {
    format: 'minutier-trust-1',
    keys: isServerTrusted ? [own, also] : [own],
    checkpoints: [],
  };
  const source = {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.slice(offset, offset + length),
  };
  return verify(source, trust, DEFAULT_POLICY, nodeCrypto());
}

function leftIn(folder: string): string[] {
  const path = join(folder, 'bundles');
  return existsSync(path) ? readdirSync(path) : [];
}

describe('the evidence from the server', () => {
  it('[SV75] is proven with the freelancer’s key, has every entry, what is shared, and the pictures', async () => {
    const house = await reviewed({ pictures: 1 });
    await share(house);
    house.clock.at = NOON;
    await house.client.ask('dispute', {
      ...house.of,
      body: { ms: HOUR, reason: 'memo', text: 'Another project.' },
    });
    const bytes = await bundleOf(house.client, house);
    const { verdict, findings, record, manifest, checked } = await verified(house, bytes);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(verdict).toBe('proven');
    expect((await verified(house, bytes, false)).verdict).toBe('proven');
    expect(manifest?.scope).toEqual({ from: WEEK, to: WEEK + 604_800, fields: manifest?.scope.fields });
    expect(manifest?.scope.fields).not.toContain('windows');
    expect(manifest?.scope.fields).toContain('picture');
    expect(checked.segments).toBe(12);
    expect(checked.pictures).toBeGreaterThan(0);
    expect(record?.reviews.map(({ entry, statement }) => [entry.what, statement])).toEqual([
      ['closed', { told: true, value: '' }],
      ['disputed', { told: true, value: 'Another project.' }],
    ]);
    const [segment] = record?.segments ?? [];
    expect(segment?.windows).toEqual({ told: false, why: 'withheld' });
    // By the server's clock, as its seals say.
    expect(segment?.receivedAt).toBeGreaterThan(0);
  });

  it('[SV75] the freelancer gets all that the server was told, and what was never told is withheld, not missing', async () => {
    const house = await reviewed();
    house.bundle.segment(SLOT + 40 * 600);
    const [secret] = house.bundle.held.filter(({ name }) => name === 'memo').slice(-1);
    house.bundle.held = house.bundle.held.filter((one) => one !== secret);
    await house.upload();
    await share(house);
    const bytes = await bundleOf(house.freelancer, house);
    const { verdict, manifest } = await verified(house, bytes);
    expect(verdict).toBe('proven');
    expect(manifest?.scope.fields).toContain('windows');
    expect(manifest?.scope.fields).not.toContain('memo');
    // Of a range in which nothing is missing the memos are told.
    const shorter = await verified(house, await bundleOf(house.client, house, SLOT, SLOT + 12 * 600));
    expect(shorter.manifest?.scope.fields).toContain('memo');
  });

  it('[SV75] the same log gives the same bytes, and nothing of it stays on the disk', async () => {
    const house = await reviewed({ pictures: 1 });
    await share(house);
    const [one, two] = [await bundleOf(house.client, house), await bundleOf(house.client, house)];
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(one)).toBe(hash(two));
    await expect.poll(() => leftIn(house.folder)).toEqual([]);
  });

  it('[SV75] what a server that was killed left of a bundle is gone after the next start', async () => {
    const house = await reviewed();
    await house.stop();
    mkdirSync(join(house.folder, 'bundles'), { recursive: true });
    writeFileSync(join(house.folder, 'bundles', 'half.part'), 'half');
    const { testServer } = await import('../support/server');
    await testServer({ folder: house.folder });
    expect(leftIn(house.folder)).toEqual([]);
  });

  it('[SV76] a mediator gets the dispute’s week and nothing else of the content', async () => {
    const house = await reviewed();
    const later = SLOT + 604_800;
    house.bundle.segment(later);
    house.clock.at = later * 1000 + HOUR;
    await house.upload();
    const body = { ms: HOUR, reason: 'memo', text: 'Another project.' } as const;
    await house.client.ask('dispute', { ...house.of, body });
    const { link } = await house.client.ask('callMediator', { ...house.of, body: { name: 'Mo' } });
    const mediator = await house.joinBy(link, 'Mo');
    await share(house);
    const { manifest, verdict, record } = await verified(
      house,
      await bundleOf(mediator, house, WEEK - 604_800, WEEK + 2 * 604_800),
    );
    expect(verdict).toBe('proven');
    const other = record?.segments.find(({ entry }) => entry.slot === later);
    expect(other?.memo).toEqual({ told: false, why: 'withheld' });
    expect(manifest?.scope).toMatchObject({ from: WEEK, to: WEEK + 604_800 });
    const outside = { from: WEEK + 604_800, to: WEEK + 2 * 604_800 };
    const refused = await mediator.send('bundle', { params: { contract: house.contract }, query: outside });
    expect(refused.status).toBe(422);
  });
});

describe('the timesheet', () => {
  it('[SV74] is a row a segment, exact, with what is shared, and every taking is in the freelancer’s list', async () => {
    const house = await reviewed();
    await share(house, ['memo']);
    const response = await house.client.send('timesheetCsv', house.of);
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    expect(text.startsWith('\ufeffslot_utc,entry,kind,')).toBe(true);
    const rows = text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(13);
    expect(rows[1]).toBe(
      '2026-11-03T10:00:00.000Z,1,tracked,0,600000,0,5000,EUR,"Chapter two, façade",,,open',
    );
    await share(house, []);
    const bare = await (await house.client.send('timesheetCsv', house.of)).text();
    expect(bare).not.toContain('façade');
    const { accesses } = await house.freelancer.ask('accesses', { params: { contract: house.contract } });
    expect(accesses[0]).toMatchObject({ who: 'Cleo', what: 'timesheet', of: WEEK });
  });
});

describe('the invoice', () => {
  it('[SV77] is a draft until the week is approved, and the same bytes each time', async () => {
    const house = await reviewed();
    const asked = (language: 'en' | 'fr') =>
      house.client.send('invoicePdf', { ...house.of, query: { language } });
    const draft = Buffer.from(await (await asked('en')).arrayBuffer());
    expect(draft.subarray(0, 5).toString()).toBe('%PDF-');
    house.clock.at = NOON;
    await house.client.ask('approve', house.of);
    const one = Buffer.from(await (await asked('en')).arrayBuffer());
    house.clock.at += DAY;
    const two = Buffer.from(await (await asked('en')).arrayBuffer());
    expect(one.equals(two)).toBe(true);
    expect(one.equals(draft)).toBe(false);
  });

  it('[SV77] whatever people are called, and however long, there is an invoice', {
    timeout: 120_000,
  }, async () => {
    const random = seededRandom(41);
    const below = (count: number) => Math.floor(random.uniform('below') * count);
    // Scripts that the font has and has not, signs that steer, halves of characters.
    const from = [0x20, 0x41, 0xe9, 0x3b1, 0x416, 0x5d0, 0x905, 0x4e00, 0xd83d, 0x1f600, 0x202e, 0x0, 0xa];
    const text = () =>
      String.fromCodePoint(
        ...Array.from({ length: below(120) }, () => (from[below(from.length)] ?? 65) + below(8)),
      );
    const house = await reviewed();
    const sheet = await timesheetOf(house.server.parts, house.contract, WEEK);
    if (sheet === null) throw new Error('no week');
    const plain = invoiceOf({ sheet, steps: [], fee: 0 });
    for (let n = 0; n < 6; n++) {
      const named = { ...plain, title: text(), client: text(), freelancer: text() };
      const bytes = await invoicePdf(named, n % 2 === 0 ? 'en' : 'fr');
      expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
    }
  });
});
