/** What the page shows against what was signed: each difference is named, and what is remembered is only what is sound. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PictureIdSchema, SliceIdSchema } from '../../domain/ids';
import type { LogRecord } from '../../domain/record';
import { verifyServed } from '../../domain/verify-served';
import { anchorOf } from '../../src/client/proof/anchor';
import { compare, type Shown } from '../../src/client/proof/compare';
import { prove, standingOf } from '../../src/client/proof/prove';
import { readSeen, type SeenShelf, writeSeen } from '../../src/client/proof/seen';
import type { DiaryCell } from '../../src/diary/types';
import { BundleLog } from '../support/bundle-log';
import { checkpointOf, nodeCrypto, trustOf } from '../support/bundles';
import { CONTRACT, SLOT, testKey } from '../support/evidence';

const device = testKey('device');
const server = testKey('server');
const NOW = (SLOT + 86_400) * 1000;

function logOf(): BundleLog {
  const log = new BundleLog(device);
  log.segment(SLOT);
  log.segment(SLOT + 600, { pictures: 1 });
  const gone = log.segment(SLOT + 1200);
  log.manual(SLOT + 2400);
  log.addKey(server, 'server', (SLOT + 3600) * 1000);
  log.remove(gone.sealed.leaf, { at: (SLOT + 3700) * 1000 });
  return log;
}

function servedOf(log: BundleLog) {
  const texts = new Set(log.held.map(({ text }) => text));
  return {
    lines: [...log.lines],
    checkpoint: checkpointOf(log, [server]),
    disclosures: log.disclosures.flat().filter((text) => texts.has(text)),
  };
}

describe('whose log it is', () => {
  it('[WP20] at the first look the log’s own keys are taken; afterwards those that are remembered, whatever is said', () => {
    const [first] = logOf().lines;
    const { trust } = anchorOf(null, first, server.x, nodeCrypto.sha256);
    expect(trust).toMatchObject({ keys: [{ key: device.x }, { key: server.x }], checkpoints: [] });
    const seen = {
      log: logOf().log,
      device: device.x,
      server: server.x,
      checkpoint: 'c',
      size: 1,
      since: 1,
      at: 1,
    };
    const other = testKey('other').x;
    const stranger = new BundleLog(testKey('other')).lines[0];
    expect(anchorOf(seen, stranger, other, nodeCrypto.sha256).trust).toMatchObject({
      keys: [{ key: device.x }, { key: server.x }],
      checkpoints: ['c'],
    });
    expect(anchorOf(null, 'nothing', 'nobody', nodeCrypto.sha256).trust.keys).toEqual([]);
  });
});

async function recordOf(log: BundleLog): Promise<LogRecord> {
  const trust = trustOf({ freelancer: [device], server: [server] });
  const { record } = await verifyServed(servedOf(log), trust, nodeCrypto);
  if (record === null) throw new Error('no record');
  return record;
}

/** As an honest server shows it. */
function shownOf({ segments }: LogRecord): Shown {
  const standing = segments.filter(({ state }) => state === 'stands');
  const idOf = (leaf: string) => {
    const hex = createHash('sha256').update(leaf).digest('hex');
    return SliceIdSchema.parse(
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    );
  };
  return {
    day: {
      from: SLOT * 1000 - 3_600_000,
      to: SLOT * 1000 + 36_000_000,
      cells: standing.map(
        (one): DiaryCell => ({
          sliceId: idOf(one.leaf),
          contractId: CONTRACT,
          slot: one.entry.slot,
          state: 'closed',
          closeReason: null,
          interrupted: false,
          memo: one.memo.told ? one.memo.value : '',
          trackedMs: one.ms,
          idleMs: 0,
          overMs: 0,
          activity: one.activity.told ? one.activity.value : 0,
          kind: one.entry.kind,
          tag: one.tag.told ? one.tag.value : '',
          reason: one.reason.told ? one.reason.value : '',
          editedAt: null,
          movedFrom: null,
          excludedMs: 0,
          editable: false,
          pictures: one.pictures.flatMap(({ picture }) =>
            picture.told
              ? [
                  {
                    id: PICTURE,
                    takenAt: picture.value.at,
                    trigger: picture.value.trigger,
                    display: '',
                    backend: '',
                    blurred: false,
                    hidden: null,
                    held: false,
                    outcome: 'ok' as const,
                    reason: null,
                    width: 1,
                    height: 1,
                    bytes: 1,
                    sha256: picture.value.sha256,
                  },
                ]
              : [],
          ),
        }),
      ),
    },
    verdicts: standing.flatMap(({ leaf, protection }) =>
      protection === null ? [] : [{ ...protection, sliceId: idOf(leaf) }],
    ),
    proofs: standing.map(({ leaf, index }) => ({ sliceId: idOf(leaf), leaf, index })),
  };
}

const PICTURE = PictureIdSchema.parse('33333333-3333-4333-8333-333333333333');

type Change = (cell: DiaryCell) => Partial<DiaryCell>;
const changed = (shown: Shown, at: number, change: Change): Shown => ({
  ...shown,
  day: {
    ...shown.day,
    cells: shown.day.cells.map((cell, n) => (n === at ? { ...cell, ...change(cell) } : cell)),
  },
});

describe('what is shown against what was signed', () => {
  it('[WP22] an honest day has no difference', async () => {
    const record = await recordOf(logOf());
    expect(compare(shownOf(record), record)).toEqual({ differences: [], matched: 3 });
  });

  it.each<[string, number, Change, string]>([
    ['another slot', 0, () => ({ slot: SLOT + 60_000 }), 'slot'],
    ['one more second', 0, ({ trackedMs }) => ({ trackedMs: trackedMs + 1000 }), 'time'],
    ['tracked instead of by hand', 2, () => ({ kind: 'tracked' }), 'kind'],
    ['another memo', 0, () => ({ memo: 'Nothing at all' }), 'memo'],
    ['another tag', 0, () => ({ tag: 'Reading' }), 'tag'],
    ['another reason', 2, () => ({ reason: 'Because' }), 'reason'],
    ['less activity', 0, () => ({ activity: 1 }), 'activity'],
    [
      'another picture',
      1,
      ({ pictures }) => ({ pictures: pictures.map((one) => ({ ...one, sha256: 'f'.repeat(64) })) }),
      'pictures',
    ],
    ['no picture', 1, () => ({ pictures: [] }), 'pictures'],
    ['time over the limit', 0, () => ({ overMs: 1000 }), 'time'],
  ])('[WP22] %s is named', async (_, at, change, part) => {
    const record = await recordOf(logOf());
    const { differences } = compare(changed(shownOf(record), at, change), record);
    expect(differences).toEqual([expect.objectContaining({ what: 'other', parts: [part] })]);
  });

  it('[WP22] a verdict that the rules do not give is named', async () => {
    const record = await recordOf(logOf());
    const shown = shownOf(record);
    const verdicts = shown.verdicts.map((one) => ({ ...one, parts: { ...one.parts, protectedMs: 1 } }));
    const { differences } = compare({ ...shown, verdicts }, record);
    expect(differences.map((one) => 'parts' in one && one.parts)).toEqual([
      ['verdict'],
      ['verdict'],
      ['verdict'],
    ]);
  });

  it('[WP22] a verdict that is left out, and totals that are not those of the cells, are named', async () => {
    const record = await recordOf(logOf());
    const shown = shownOf(record);
    expect(shown.verdicts.length).toBeGreaterThan(0);
    const { differences } = compare({ ...shown, verdicts: shown.verdicts.slice(1) }, record);
    expect(differences).toMatchObject([{ what: 'other', parts: ['verdict'] }]);
    const trackedMs = shown.day.cells.reduce((sum, cell) => sum + cell.trackedMs, 0);
    const withTotals = (ms: number) => ({
      ...shown,
      day: { ...shown.day, totals: { trackedMs: ms, idleMs: 0, overMs: 0 } },
    });
    expect(compare(withTotals(trackedMs), record).differences).toEqual([]);
    expect(compare(withTotals(trackedMs + 1), record).differences).toMatchObject([
      { what: 'other', slot: SLOT, parts: ['time'] },
    ]);
  });

  it('[WP22] a cell of no entry, of a deleted one, shown twice, or left out is named with its slot', async () => {
    const record = await recordOf(logOf());
    const shown = shownOf(record);
    const { cells } = shown.day;
    const [first, ...rest] = cells;
    if (first === undefined) throw new Error('no cell');
    const withCells = (some: DiaryCell[]): Shown => ({ ...shown, day: { ...shown.day, cells: some } });
    expect(compare(withCells(rest), record).differences).toEqual([{ what: 'left-out', slot: SLOT }]);
    expect(compare(withCells([first, ...cells]), record).differences).toEqual([
      { what: 'twice', slot: SLOT },
    ]);
    expect(compare({ ...shown, proofs: shown.proofs.slice(1) }, record).differences).toEqual([
      { what: 'unknown', slot: SLOT },
      { what: 'left-out', slot: SLOT },
    ]);
    const gone = record.segments.find(({ state }) => state === 'deleted');
    if (gone === undefined) throw new Error('nothing deleted');
    const proofs = shown.proofs.map((one, n) =>
      n === 0 ? { ...one, leaf: gone.leaf, index: gone.index } : one,
    );
    expect(compare({ ...shown, proofs }, record).differences).toContainEqual({ what: 'gone', slot: SLOT });
  });

  it('[WP22] what the server keeps back is undecided, not proven', async () => {
    const log = logOf();
    const record = await recordOf(log);
    const asked = {
      ...servedOf(log),
      disclosures: [],
      server: server.x,
      seen: null,
      shown: shownOf(record),
      now: NOW,
    };
    const proof = await prove(asked, nodeCrypto);
    expect(proof.differences.map(({ what }) => what)).toEqual(['untold', 'untold', 'untold']);
    expect(standingOf(proof)).toBe('undecided');
  });

  it('[WP23] the first look is remembered; a later one with another key or a log that was cut is told, and not remembered', async () => {
    const log = logOf();
    const shown = shownOf(await recordOf(log));
    const asked = { ...servedOf(log), server: server.x, seen: null, shown, now: NOW };
    const first = await prove(asked, nodeCrypto);
    expect(standingOf(first)).toBe('match');
    expect(first.before).toBeNull();
    const { seen } = first;
    if (seen === null) throw new Error('nothing to remember');
    expect(seen).toMatchObject({ device: device.x, server: server.x, size: 7, since: NOW, at: NOW });

    log.segment(SLOT + 6000);
    const later = await prove({ ...asked, ...servedOf(log), seen, now: NOW + 1 }, nodeCrypto);
    expect(later.seen).toMatchObject({ size: 8, since: NOW, at: NOW + 1 });
    // The newer entry is not on the page yet: that is a difference, and no harm to the log.
    expect(later.differences).toEqual([{ what: 'left-out', slot: SLOT + 6000 }]);

    const cut = await prove({ ...asked, seen: later.seen }, nodeCrypto);
    expect(cut.findings.map(({ id }) => id)).toContain('seen-cut');
    expect(standingOf(cut)).toBe('broken');
    expect(cut.seen).toBeNull();

    const other = await prove({ ...asked, seen: { ...seen, device: testKey('other').x } }, nodeCrypto);
    expect(other.findings.map(({ id }) => id)).toContain('not-anchored');
    expect(standingOf(other)).toBe('undecided');
    expect(other.seen).toBeNull();
  });

  it('[WP23] what is remembered is read back as it was, and nonsense or a forbidden store is nothing', async () => {
    const log = logOf();
    const asked = {
      ...servedOf(log),
      server: server.x,
      seen: null,
      shown: shownOf(await recordOf(log)),
      now: NOW,
    };
    const { seen } = await prove(asked, nodeCrypto);
    if (seen === null) throw new Error('nothing to remember');
    const kept = new Map<string, string>();
    const shelf: SeenShelf = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    };
    writeSeen(shelf, CONTRACT, seen);
    expect(readSeen(shelf, CONTRACT)).toEqual(seen);
    for (const text of ['', '{', 'null', JSON.stringify({ ...seen, size: -1 })]) {
      for (const key of kept.keys()) kept.set(key, text);
      expect(readSeen(shelf, CONTRACT)).toBeNull();
    }
    const forbidden: SeenShelf = {
      getItem: () => {
        throw new Error('no');
      },
      setItem: () => {
        throw new Error('no');
      },
    };
    writeSeen(forbidden, CONTRACT, seen);
    expect(readSeen(forbidden, CONTRACT)).toBeNull();
    expect(readSeen(null, CONTRACT)).toBeNull();
  });
});
