/** The diary over real HTTP: what each party sees is what the verifier's record of the same log says. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIELD_KINDS, type FieldKind } from '../../domain/field';
import type { Slice } from '../../domain/slice';
import { TrustSchema } from '../../domain/trust';
import { verifyServed } from '../../domain/verify-served';
import { slotEnd, slotStart } from '../../domain/week';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { WEEK } from '../support/bundle-log';
import { diaryServer } from '../support/diary-server';
import { SLOT, TERMS } from '../support/evidence';
import type { Caller } from '../support/server';

const DAY = { from: slotStart(SLOT - (SLOT % 86_400)), to: slotStart(SLOT - (SLOT % 86_400) + 86_400) };
const DAY_SLOTS = { from: DAY.from / 1000, to: DAY.to / 1000 };
type House = Awaited<ReturnType<typeof diaryServer>>;

/** Work, and two minutes that wait for an answer. */
const SPANS: Slice['spans'] = [
  { start: slotStart(SLOT), end: slotStart(SLOT) + 480_000, kind: 'work', idleId: null },
  { start: slotStart(SLOT) + 480_000, end: slotEnd(SLOT), kind: 'idle', idleId: null },
];

/** A day with a bit of everything. */
async function dayOfEverything(): Promise<House> {
  const house = await diaryServer();
  const { log } = house;
  log.segment(SLOT, { pictures: 2, missed: 1, slice: { spans: SPANS } });
  const edited = log.segment(SLOT + 600, { pictures: 1, slice: { memo: 'x' } });
  const cut = log.segment(SLOT + 1200, { pictures: 2 });
  const gone = log.segment(SLOT + 1800, { pictures: 1 });
  log.manual(SLOT + 3600);
  log.segment(SLOT + 4200, { pictures: 1, held: true });
  const late = { at: slotEnd(SLOT + 4200) + 60_000 };
  log.amend(edited.sealed.leaf, [{ name: 'memo', value: 'Chapter three, proofs' }], late);
  log.remove(cut.sealed.leaf, { ...late, picture: 0 });
  log.redact(cut.sealed.leaf, 1, late);
  log.remove(gone.sealed.leaf, late);
  await house.upload();
  return house;
}

/** The same log by the verifier, from what the server gives to anybody who may see it. */
async function verified({ params, server }: House, by: Caller) {
  const { lines } = await by.ask('entries', { params, query: { from: 0, limit: 1000 } });
  const { told } = await by.ask('disclosures', { params, query: DAY_SLOTS });
  const { checkpoint } = await by.ask('head', { params, query: {} });
  const keys = [{ name: 'server', role: 'server', key: server.parts.key.x }];
  const trust = TrustSchema.parse({ format: 'minutier-trust-1', keys });
  const served = { lines, checkpoint, disclosures: told.flatMap(({ texts }) => texts) };
  return verifyServed(served, trust, nodeCrypto());
}

describe('the diary', () => {
  it('[SV46] shows what the verifier finds in the same log: times, words, pictures, marks, verdicts', async () => {
    const house = await dayOfEverything();
    const client = await house.client();
    await house.laptop.ask('share', {
      params: house.params,
      body: { fields: [...FIELD_KINDS], presence: false },
    });
    const { day, verdicts, proofs } = await client.ask('day', { params: house.params, query: DAY });
    const { record, findings } = await verified(house, client);
    expect(findings.filter(({ severity }) => severity === 'broken')).toEqual([]);
    const standing = (record?.segments ?? []).filter(({ state }) => state === 'stands');
    expect(standing).toHaveLength(5);
    expect(proofs.map(({ leaf, index }) => ({ leaf, index }))).toEqual(
      standing.map(({ leaf, index }) => ({ leaf, index })),
    );
    expect(day.cells.map(({ slot, memo, trackedMs, kind }) => [slot, memo, trackedMs, kind])).toEqual(
      standing.map(({ entry, memo, ms }) => [entry.slot, memo.told && memo.value, ms, entry.kind]),
    );
    expect(verdicts.map(({ parts, reasons }) => ({ parts, reasons }))).toEqual(
      standing.map(({ protection }) => ({ parts: protection?.parts, reasons: protection?.reasons })),
    );
    expect(day.totals.trackedMs).toBe(standing.reduce((sum, { ms }) => sum + ms, 0));
    const marks = day.tombstones.map(({ slot, what }) => [(slot - SLOT) / 600, what]);
    expect(marks).toEqual([
      [2, 'picture'],
      [2, 'redacted'],
      [3, 'slice'],
    ]);
    const outcomes = day.cells.map(({ pictures }) =>
      pictures.map(({ outcome, reason }) => reason ?? outcome),
    );
    expect(outcomes).toEqual([['ok', 'ok', 'timeout'], ['ok'], ['deleted', 'ok'], [], ['ok']]);
    expect(new Set(day.cells.flatMap(({ pictures }) => pictures.map(({ id }) => id))).size).toBe(7);
    // Held: told of, and not to be had.
    expect(day.cells[4]?.pictures[0]).toMatchObject({ held: true });
    expect(day.cells[4]?.pictures[0]?.sha256).toBeUndefined();
    const [first] = day.byContract;
    expect(first?.grossMinor).toBe(first?.weekGrossMinor);
    // Asked for the day after, the week is the same.
    const after = { from: DAY.to, to: DAY.to + 86_400_000 };
    const next = await client.ask('day', { params: house.params, query: after });
    expect(next.day.byContract[0]).toEqual({
      contractId: first?.contractId,
      day: { trackedMs: 0, idleMs: 0, overMs: 0 },
      grossMinor: 0,
      week: first?.week,
      weekGrossMinor: first?.weekGrossMinor,
    });
    expect(first?.grossMinor).toBe(Math.round((day.totals.trackedMs / 3_600_000) * 5000));
  });

  it('[SV46] a segment in full, its counts, windows and times; one that was deleted is not there', async () => {
    const house = await dayOfEverything();
    const params = house.params;
    const { proofs } = await house.freelancer.ask('day', { params, query: DAY });
    const [leaf] = proofs.map((one) => one.leaf);
    if (leaf === undefined) throw new Error('no segment');
    const detail = await house.freelancer.ask('segment', { params: { ...params, leaf } });
    expect(detail.minutes[3]).toEqual({ keys: 40, clicks: 3, scrolls: 1, distance: 900, synthetic: 0 });
    expect(detail.windows).toEqual([{ app: 'Editor', title: 'façade.md', ms: 600_000 }]);
    expect(detail.spans).toEqual(SPANS);
    expect(detail.idleMs).toBe(120_000);
    expect(detail.sealed).toBe(2);
    const gone = house.log.leafOf(5);
    const answer = await house.freelancer.send('segment', { params: { ...params, leaf: gone } });
    expect(answer.status).toBe(404);
  });

  it('[SV46] the contract as it is now; time by day', async () => {
    const house = await dayOfEverything();
    const client = await house.client();
    const view = await client.ask('contract', { params: house.params });
    expect(view).toMatchObject({
      title: 'The book',
      client: 'A publisher',
      freelancer: 'Fran',
      clientAccount: 'Clara',
      currency: 'EUR',
      rateMinor: 5000,
      limitSeconds: 144_000,
      nextLimit: null,
      manual: true,
      tags: ['Writing'],
      tagRequired: false,
      pausedSince: null,
      disputed: false,
      working: null,
    });
    const month = { from: DAY.from - 2 * 86_400_000, to: DAY.from + 20 * 86_400_000 };
    const { days } = await client.ask('sums', { params: house.params, query: month });
    expect(days).toEqual([{ day: DAY.from / 1000, ms: 3_000_000, manualMs: 600_000, activity: 10 }]);
    for (const query of [
      { from: 5, to: 5 },
      { from: 0, to: 90 * 86_400_000 },
    ])
      expect((await client.send('day', { params: house.params, query })).status).toBe(400);
  });

  it('[SV47] a field that is not shared is nowhere in what the client gets, and all of it in what the freelancer gets', async () => {
    const house = await dayOfEverything();
    const client = await house.client();
    const { params } = house;
    const fields: FieldKind[] = ['time', 'activity'];
    await house.laptop.ask('share', { params, body: { fields, presence: false } });
    const own = await house.freelancer.ask('day', { params, query: DAY });
    const [leaf] = own.proofs.map((one) => one.leaf);
    const hash = own.day.cells[0]?.pictures[0]?.sha256;
    if (leaf === undefined || hash === undefined) throw new Error('no segment');
    const texts: string[] = [];
    for (const answer of [
      await client.send('day', { params, query: DAY }),
      await client.send('segment', { params: { ...params, leaf } }),
      await client.send('contract', { params }),
      await client.send('signals', { params, query: DAY }),
    ])
      texts.push(await answer.text());
    const { told } = await client.ask('disclosures', { params, query: DAY_SLOTS });
    texts.push(...told.flatMap((one) => one.texts).map((text) => Buffer.from(text, 'base64url').toString()));
    for (const secret of [
      'Chapter',
      'façade',
      'Editor',
      hash,
      'A meeting without',
      'node-screenshots',
      'DP-1',
    ])
      expect(texts.join('\n')).not.toContain(secret);
    expect(texts.join('\n')).toContain('The book');
    const picture = { params: { ...params, sha256: hash } };
    expect((await client.send('picture', picture)).status).toBe(404);
    expect((await house.freelancer.send('picture', picture)).status).toBe(200);
    // Without the memo nobody can say whether the time is protected.
    expect((await client.ask('day', { params, query: DAY })).verdicts).toEqual([]);
    expect(JSON.stringify(own)).toContain('Chapter three');
    const { notTold } = await client.ask('signals', { params, query: DAY });
    expect(notTold.map(({ rule, field, segments }) => [rule, field, segments])).toEqual([
      ['regular-input', 'minutes', 4],
      ['high-activity', 'minutes', 4],
      ['low-variation', 'minutes', 4],
      ['identical-pictures', 'picture', 4],
      ['one-window', 'windows', 4],
      ['one-device', 'minutes', 4],
    ]);
  });

  it('[SV44] a picture is given out with its thumbnail while a segment shows it, and not any more once it was deleted', async () => {
    const house = await diaryServer();
    const { log, params } = house;
    const segment = log.segment(SLOT, { pictures: 1 });
    await house.upload();
    const client = await house.client();
    const { day } = await client.ask('day', { params, query: DAY });
    const sha256 = day.cells[0]?.pictures[0]?.sha256;
    if (sha256 === undefined) throw new Error('no picture');
    const asking = (size: 'full' | 'thumb') => ({ params: { ...params, sha256 }, query: { size } });
    const full = await client.send('picture', asking('full'));
    expect(full.headers.get('content-type')).toBe('image/webp');
    expect(full.headers.get('cache-control')).toMatch(/private.*immutable/);
    expect(Buffer.from(await full.arrayBuffer())).toEqual(Buffer.from(log.pictures.get(sha256) ?? []));
    expect((await client.send('picture', asking('thumb'))).status).toBe(200);
    const etag = full.headers.get('etag') ?? '';
    const again = await client.send('picture', asking('full'), { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    log.remove(segment.sealed.leaf, { at: slotEnd(SLOT) + 60_000, picture: 0 });
    await house.upload();
    expect((await client.send('picture', asking('full'))).status).toBe(404);
    expect((await client.send('picture', asking('thumb'))).status).toBe(404);
    const { accesses } = await house.freelancer.ask('accesses', { params, query: {} });
    expect(accesses.map(({ what, of }) => [what, of])).toEqual(
      expect.arrayContaining([
        ['day', DAY.from / 1000],
        ['picture', DAY.from / 1000],
      ]),
    );
  });

  it('[SV44] redacted, expired, deleted with its segment: no row, no key, no file and no thumbnail is left', async () => {
    const house = await diaryServer({ at: slotEnd(SLOT) + 40 * 86_400_000 });
    const { log, params, server, folder } = house;
    const terms = { ...TERMS, retentionDays: 7 };
    log.say(
      (_sd) => ({ type: 'terms', at: slotStart(SLOT) - 40_000, from: slotStart(SLOT) - 40_000, terms, _sd }),
      [{ name: 'tags', value: ['Writing'] }],
    );
    const redacted = log.segment(SLOT, { pictures: 1 });
    const gone = log.segment(SLOT + 600, { pictures: 2 });
    log.segment(SLOT + 1200, { pictures: 1 });
    const kept = log.segment(SLOT + 14 * 86_400, { pictures: 1 });
    await house.upload();
    const filesIn = (name: string) =>
      readdirSync(join(folder, name), { recursive: true, withFileTypes: true }).flatMap((one) =>
        one.isFile() ? [one.name] : [],
      );
    const rows = () => server.parts.sqlite.prepare('SELECT sha256 FROM pictures').pluck().all();
    await server.tick();
    expect([rows(), filesIn('pictures'), filesIn('thumbs')].map(({ length }) => length)).toEqual([5, 5, 5]);
    const at = slotEnd(SLOT + 14 * 86_400) + 60_000;
    log.redact(redacted.sealed.leaf, 0, { at });
    log.remove(gone.sealed.leaf, { at });
    await house.upload();
    await server.parts.pictures.erase();
    expect(rows()).toHaveLength(3);
    expect(filesIn('pictures').sort()).toEqual([...rows()].sort());
    log.expire(SLOT + 86_400, at + 1000);
    await house.upload();
    await server.parts.pictures.erase();
    await server.tick();
    const { day } = await house.freelancer.ask('day', {
      params,
      query: { from: slotStart(SLOT + 13 * 86_400), to: slotStart(SLOT + 15 * 86_400) },
    });
    const left = day.cells.flatMap(({ pictures }) => pictures.map(({ sha256 }) => sha256));
    expect(day.cells.map(({ slot }) => slot)).toEqual([log.slots.get(kept.sealed.leaf)]);
    expect(rows()).toEqual(left);
    expect([filesIn('pictures'), filesIn('thumbs')]).toEqual([left, left]);
    const first = await house.freelancer.ask('day', { params, query: DAY });
    expect(first.day.tombstones.map(({ what }) => what).sort()).toEqual(['expired', 'expired', 'slice']);
  });

  it('[SV48] the week adds up to the millisecond, by part, by day and in money', async () => {
    const house = await dayOfEverything();
    const client = await house.client();
    const sheet = await client.ask('week', { params: { ...house.params, week: WEEK } });
    const { parts } = sheet;
    expect(sheet).toMatchObject({ week: WEEK, state: 'open', totalMs: 3_000_000, manualMs: 600_000 });
    expect(parts.protectedMs + parts.atRiskMs + parts.manualMs + parts.overMs).toBe(sheet.totalMs);
    expect(sheet.days.map(({ ms }) => ms)).toEqual([0, 3_000_000, 0, 0, 0, 0, 0]);
    expect(sheet.grossMinor).toBe(sheet.feeMinor + sheet.netMinor);
    expect(sheet.grossMinor).toBe(4167);
    const { day } = await client.ask('day', { params: house.params, query: DAY });
    expect(day.byContract[0]?.weekGrossMinor).toBe(sheet.grossMinor);
  });
});
