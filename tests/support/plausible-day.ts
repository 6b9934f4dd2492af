/**
 * A profile with a working week in it, for screenshots and visual checks: a real day cannot be tracked in a test's
 * time. Written through the product's own database and picture classes, so it is what the app itself would have
 * written. The same `now` and seed give the same days; ids and keys are new each time.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { type NewContract, NewContractSchema } from '../../domain/hourly-contract';
import {
  type ContractId,
  ContractIdSchema,
  IdleIdSchema,
  PictureIdSchema,
  SliceIdSchema,
} from '../../domain/ids';
import { type Random, seededRandom } from '../../domain/random';
import { type InputCounts, NO_INPUT } from '../../domain/sample';
import type { Slice, Span, WindowTime } from '../../domain/slice';
import { MINUTE_MS, SLOT_MS, type Slot, slotOf, slotStart } from '../../domain/week';
import { type Database, openDatabase } from '../../electron/main/db/open';
import { EncryptedPictures } from '../../electron/main/pictures';
import type { IdleQuestion } from '../../electron/main/ports';
import { openVault } from '../../electron/main/vault';
import type { Scene } from './drawn-screens';
import type { Screens } from './render-screens';

export interface PlausibleWeek {
  /** The profile folder. */
  folder: string;
  /** The present; nothing is tracked in the ten minutes before it or later. */
  now: number;
  /** Local midnight of the day that `now` lies on. */
  midnight: number;
  /** None: the slices have no pictures. */
  screens?: Screens;
  seed?: number;
}

export type Name = 'shop' | 'identity' | 'reports' | 'support';

const CONTRACTS: Record<Name, NewContract> = {
  shop: contract('Checkout redesign', 'Northwind Books', 'teal', 7_500, 30),
  identity: contract('Visual identity', 'Atelier Lumen', 'orange', 6_800, 12),
  reports: { ...contract('Booking reports', 'Halden Clinic', 'blue', 8_200, 8), billing: 'whole' },
  support: { ...contract('Support retainer', 'Brook & Sons', 'violet', 5_500, null), pictures: 'blurred' },
};

/** Work from one time of the day to another, both in minutes after midnight. */
export interface Stretch {
  from: number;
  to: number;
  contract: Name;
  memo: string;
  scenes: readonly Scene[];
}

export const at = (hours: number, minutes: number) => hours * 60 + minutes;

const TODAY: readonly Stretch[] = [
  stretch(
    at(8, 43),
    at(10, 26),
    'shop',
    'Payment step: say why a card was declined',
    'editor',
    'terminal',
    'manual',
  ),
  stretch(
    at(10, 40),
    at(12, 4),
    'identity',
    'Logo, third round: the round forms',
    'design',
    'design',
    'mail',
  ),
  stretch(
    at(13, 2),
    at(14, 47),
    'shop',
    'Payment step: tests for retry and timeout',
    'editor',
    'terminal',
    'manual',
  ),
  stretch(at(15, 0), at(15, 51), 'reports', 'No-shows by month and clinic', 'sheet', 'sheet', 'mail'),
  stretch(at(15, 51), at(16, 33), 'shop', '', 'manual', 'editor', 'terminal'),
];

const OTHER_DAY: readonly Stretch[] = [
  stretch(
    at(9, 5),
    at(11, 48),
    'shop',
    'Cart: totals in the shopper’s currency',
    'editor',
    'terminal',
    'manual',
  ),
  stretch(at(13, 10), at(15, 20), 'identity', 'Moodboard and first sketches', 'design', 'manual', 'mail'),
  stretch(at(15, 30), at(16, 40), 'reports', 'Import of the clinics’ exports', 'sheet', 'editor', 'sheet'),
];

/** Seeds the profile: the day of `now`, and the two days before it. */
export async function seedPlausibleWeek(week: PlausibleWeek): Promise<void> {
  const { midnight } = week;
  const plans = [OTHER_DAY, OTHER_DAY, TODAY];
  const days = plans.map((plan, n) => ({ midnight: midnight - (2 - n) * 24 * 60 * MINUTE_MS, plan }));
  await seedPlausibleDays({ ...week, days, since: midnight - 20 * 24 * 60 * MINUTE_MS }, (_, slices, idles) =>
    markSome(slices, idles),
  );
}

export interface PlausibleDays extends PlausibleWeek {
  /** Ascending; the last is the day of `now`. */
  days: readonly { midnight: number; plan: readonly Stretch[]; withoutPictures?: boolean }[];
  /** When the contracts were made. */
  since: number;
}

/** Seeds the profile with these days. `finish`: changes what was made before it is saved, and what else there is. */
export async function seedPlausibleDays(
  { folder, now, midnight, screens, seed = 1, days, since }: PlausibleDays,
  finish: (
    made: { database: Database; ids: Record<Name, ContractId> },
    slices: Slice[],
    idles: IdleQuestion[],
  ) => void,
): Promise<void> {
  const random = seededRandom(seed);
  const opened = openDatabase({ folder, now: () => now, onBrokenRow: () => undefined });
  if (opened.outcome !== 'opened') throw new Error(`the profile is not new: ${opened.outcome}`);
  const { database } = opened;
  const ids = makeContracts(database, since);
  database.settings.write({ noticeAcceptedAt: midnight, language: 'en' });

  const pictured: { slice: Slice; scene: Scene }[] = [];
  const slices: Slice[] = [];
  const idles: IdleQuestion[] = [];
  for (const day of days) {
    for (const each of day.plan) {
      const end = Math.min(day.midnight + each.to * MINUTE_MS, now - SLOT_MS);
      const made = slicesOf(each, ids[each.contract], day.midnight + each.from * MINUTE_MS, end, random);
      slices.push(...made.map(({ slice }) => slice));
      if (day.withoutPictures !== true) pictured.push(...made);
    }
  }
  finish({ database, ids }, slices, idles);
  const saved = database.recorder.save(slices, idles);
  if (saved.outcome !== 'saved') throw new Error(saved.detail);
  if (screens) await addPictures(database, pictured, screens, random, now);
  database.close();
}

function makeContracts(database: Database, from: number): Record<Name, ContractId> {
  let made = 0;
  const make = (name: Name): ContractId => {
    const id = ContractIdSchema.parse(randomUUID());
    // Each a little later, so that they are listed in one and the same order.
    database.contracts.create(id, CONTRACTS[name], from + made++);
    return id;
  };
  return {
    shop: make('shop'),
    identity: make('identity'),
    reports: make('reports'),
    support: make('support'),
  };
}

function slicesOf(plan: Stretch, contractId: ContractId, from: number, to: number, random: Random) {
  const slices: { slice: Slice; scene: Scene }[] = [];
  for (let slot = slotOf(from); slotStart(slot) < to; slot = slotOf(slotStart(slot) + SLOT_MS)) {
    const start = Math.max(from, slotStart(slot));
    const end = Math.min(to, slotStart(slot) + SLOT_MS);
    // Chosen by chance, but at least one minute in five is spent on something else.
    const scene = plan.scenes[Math.floor(random.uniform('scene') * plan.scenes.length)] ?? 'editor';
    const ended = end === to && end < slotStart(slot) + SLOT_MS;
    const base = { id: SliceIdSchema.parse(randomUUID()), contractId, slot, memo: plan.memo };
    const spans: Span[] = [{ start, end, kind: 'work', idleId: null }];
    slices.push({
      scene,
      slice: {
        ...base,
        state: 'closed',
        closeReason: ended ? 'stop' : 'slot-end',
        interrupted: false,
        kind: 'tracked',
        tag: '',
        reason: '',
        editedAt: null,
        movedFrom: null,
        importId: null,
        excludedMs: 0,
        spans,
        minutes: minutesOf(slot, start, end, HANDS[scene], random),
        windows: windowsOf(scene, plan, end - start, random),
        jumps: [],
        gaps: [],
        backends: { input: ['x11'], window: ['x11'], idle: ['electron'] },
      },
    });
  }
  return slices;
}

/** Most that a minute sees of keys, clicks and scrolls. */
const HANDS: Record<Scene, { keys: number; clicks: number; scrolls: number }> = {
  editor: { keys: 190, clicks: 10, scrolls: 18 },
  terminal: { keys: 150, clicks: 4, scrolls: 12 },
  design: { keys: 24, clicks: 46, scrolls: 30 },
  sheet: { keys: 80, clicks: 26, scrolls: 16 },
  manual: { keys: 12, clicks: 9, scrolls: 60 },
  mail: { keys: 160, clicks: 8, scrolls: 10 },
};

function minutesOf(
  slot: Slot,
  start: number,
  end: number,
  most: (typeof HANDS)[Scene],
  random: Random,
): InputCounts[] {
  return Array.from({ length: 10 }, (_, minute) => {
    const from = slotStart(slot) + minute * MINUTE_MS;
    if (from + MINUTE_MS <= start || from >= end || random.uniform('pause') < 0.14) return NO_INPUT;
    const busy = random.uniform('busy');
    return {
      keys: Math.round(busy * busy * most.keys),
      clicks: Math.round(random.uniform('clicks') * most.clicks),
      scrolls: Math.round(random.uniform('scrolls') * most.scrolls),
      distance: Math.round(400 + random.uniform('distance') * 5_200),
      synthetic: 0,
    };
  });
}

const WINDOWS: Record<Scene, readonly [app: string, title: string]> = {
  editor: ['Code', 'checkout.tsx — northwind — Code'],
  terminal: ['Terminal', 'northwind: npm test'],
  design: ['Penpot', 'Lumen — identity, board 3 — Penpot'],
  sheet: ['LibreOffice', 'Bookings 2026.ods — LibreOffice Calc'],
  manual: ['firefox', 'Payment intents: life of a payment — Firefox'],
  mail: ['thunderbird', 'Inbox — Thunderbird'],
};

/** The scene's own window for most of the time, the stretch's others for the rest. */
function windowsOf(scene: Scene, plan: Stretch, ms: number, random: Random): WindowTime[] {
  const others = [...new Set(plan.scenes)].filter((one) => one !== scene);
  const windows: WindowTime[] = [];
  let left = ms;
  for (const other of others) {
    const part = Math.floor(ms * random.uniform('window') * 0.25);
    const [app, title] = WINDOWS[other];
    windows.push({ app, title, ms: part });
    left -= part;
  }
  const [app, title] = WINDOWS[scene];
  return [{ app, title, ms: left }, ...windows];
}

/** A few slices as a real day has them: one cut off by a crash, one with an idle question that waits. */
export function markSome(slices: readonly Slice[], idles: IdleQuestion[]): void {
  const today = slices.slice(-28);
  const cut = today[6];
  if (cut) Object.assign(cut, { closeReason: 'interrupted', interrupted: true });
  const idle = today[22];
  const [span] = idle?.spans ?? [];
  if (!idle || !span || span.end - span.start < 9 * MINUTE_MS) return;
  const id = IdleIdSchema.parse(randomUUID());
  const [from, to] = [span.start + 2 * MINUTE_MS, span.start + 8 * MINUTE_MS];
  idle.spans = [
    { ...span, end: from },
    { start: from, end: to, kind: 'kept', idleId: id },
    { ...span, start: to },
  ];
  idle.minutes = idle.minutes.map((counts, minute) => (minute >= 2 && minute < 8 ? NO_INPUT : counts));
  idles.push({ id, contractId: idle.contractId, start: from, end: to, state: 'kept', answeredAt: to });
}

async function addPictures(
  database: Database,
  slices: readonly { slice: Slice; scene: Scene }[],
  screens: Screens,
  random: Random,
  now: number,
): Promise<void> {
  const keyStore = { available: () => false, encrypt: () => Buffer.alloc(0), decrypt: () => '' };
  const vault = await openVault({ folder: database.folder, keyStore, randomBytes, now: () => now });
  if (vault.outcome === 'failed') throw new Error(vault.detail);
  const pictures = new EncryptedPictures({
    folder: database.folder,
    rows: database.pictures,
    blobs: database.blobs,
    keys: vault.keys,
    randomBytes,
    keepOrphans: false,
  });
  for (const [index, { slice, scene }] of slices.entries()) {
    const [span] = slice.spans;
    const drawn = screens.get(scene) ?? [];
    const captured = drawn[index % drawn.length];
    if (!span || !captured) continue;
    const picture = {
      id: PictureIdSchema.parse(randomUUID()),
      sliceId: slice.id,
      takenAt: Math.floor(span.start + random.uniform('moment') * (span.end - span.start)),
      trigger: slice.closeReason === 'stop' ? ('stop' as const) : ('moment' as const),
      display: captured.display,
      backend: 'node-screenshots',
      blurred: false,
    };
    const saved = await pictures.add(picture, captured);
    if (saved.outcome !== 'saved') throw new Error(saved.detail);
  }
}

function contract(
  title: string,
  client: string,
  colour: NewContract['colour'],
  rateMinor: number,
  hours: number | null,
): NewContract {
  return NewContractSchema.parse({
    title,
    client,
    colour,
    rateMinor,
    limitSeconds: hours === null ? null : hours * 3_600,
    currency: 'EUR',
    billing: 'exact',
    pictures: 'every',
    manualAllowed: false,
    idleMinutes: 10,
    overLimit: 'stop',
  });
}

export function stretch(from: number, to: number, name: Name, memo: string, ...scenes: Scene[]): Stretch {
  return { from, to, contract: name, memo, scenes };
}
