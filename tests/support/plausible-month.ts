/**
 * A profile with a month of work in it, and a lighter year before, in either language: for the pictures of the tour.
 * The same `now` and seed give the same days. What the app would ask about is there as well: a thin memo, a missing
 * tag, time by hand, a fee, statements, and a few deletions of a real week.
 */
import { randomUUID } from 'node:crypto';
import { manualSlice } from '../../domain/edit';
import { type ContractId, SliceIdSchema } from '../../domain/ids';
import { DAY_MS, HOUR_MS, slotOf } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import {
  at,
  markSome,
  type Name,
  type PlausibleWeek,
  type Stretch,
  seedPlausibleDays,
  stretch,
} from './plausible-day';
import { midnightOf } from './zones';

type Said = readonly [en: string, fr: string];

const MEMO = {
  declined: ['Payment step: say why a card was declined', 'Paiement : dire pourquoi une carte est refusée'],
  retry: ['Payment step: tests for retry and timeout', 'Paiement : tests des reprises et des délais'],
  cart: ['Cart: totals in the shopper’s currency', 'Panier : totaux dans la devise du client'],
  receipt: ['Receipt by mail, with the VAT of each line', 'Reçu par courriel, avec la TVA de chaque ligne'],
  search: ['Search: suggestions while typing', 'Recherche : suggestions pendant la saisie'],
  logo: ['Logo, third round: the round forms', 'Logo, troisième série : les formes rondes'],
  board: ['Moodboard and first sketches', 'Planche d’ambiance et premières esquisses'],
  cards: ['Business cards: paper and two layouts', 'Cartes de visite : papier et deux mises en page'],
  shows: ['No-shows by month and clinic', 'Rendez-vous manqués par mois et par clinique'],
  exports: ['Import of the clinics’ exports', 'Reprise des exports des cliniques'],
  letters: ['Newsletter does not reach two offices', 'La lettre n’arrive pas dans deux bureaux'],
  server: ['Certificates renewed, backups checked', 'Certificats renouvelés, sauvegardes vérifiées'],
  thin: ['fixes', 'corrections'],
  call: ['Call about the new opening hours', 'Appel au sujet des nouveaux horaires'],
} as const satisfies Record<string, Said>;
type Memo = keyof typeof MEMO;

type Plan = readonly Parameters<typeof work>[];
const DAYS: readonly Plan[] = [
  [
    [at(8, 43), at(10, 26), 'shop', 'declined', 'editor', 'terminal', 'manual'],
    [at(10, 40), at(12, 4), 'identity', 'logo', 'design', 'design', 'mail'],
    [at(13, 2), at(14, 47), 'shop', 'retry', 'editor', 'terminal', 'manual'],
    [at(15, 0), at(16, 10), 'reports', 'shows', 'sheet', 'sheet', 'mail'],
  ],
  [
    [at(9, 5), at(11, 48), 'shop', 'cart', 'editor', 'terminal', 'manual'],
    [at(13, 10), at(15, 20), 'identity', 'board', 'design', 'manual', 'mail'],
    [at(15, 30), at(16, 40), 'reports', 'exports', 'sheet', 'editor', 'sheet'],
  ],
  [
    [at(8, 20), at(9, 10), 'support', 'letters', 'mail', 'terminal'],
    [at(9, 20), at(12, 0), 'shop', 'receipt', 'editor', 'editor', 'mail'],
    [at(13, 30), at(16, 55), 'shop', 'search', 'editor', 'manual', 'terminal'],
    [at(17, 0), at(17, 40), 'shop', 'thin', 'editor'],
  ],
  [
    [at(9, 40), at(11, 30), 'identity', 'cards', 'design', 'design', 'mail'],
    [at(11, 40), at(12, 20), 'support', 'server', 'terminal'],
    [at(13, 40), at(15, 35), 'reports', 'exports', 'sheet', 'editor'],
  ],
];
const TODAY: Plan = [
  [at(8, 43), at(10, 26), 'shop', 'declined', 'editor', 'terminal', 'manual'],
  [at(10, 40), at(12, 4), 'identity', 'logo', 'design', 'design', 'mail'],
  [at(13, 2), at(14, 47), 'shop', 'retry', 'editor', 'terminal', 'manual'],
  [at(15, 0), at(15, 51), 'reports', 'shows', 'sheet', 'sheet', 'mail'],
  [at(15, 51), at(16, 24), 'shop', 'thin', 'manual', 'editor', 'terminal'],
];

function work(from: number, to: number, contract: Name, memo: Memo, ...scenes: Stretch['scenes'][number][]) {
  return { from, to, contract, memo, scenes };
}

export interface PlausibleMonth extends Omit<PlausibleWeek, 'midnight'> {
  /** IANA name of the zone in which the days are. */
  zone: string;
  language: 'en' | 'fr';
}

/** So many days back there are pictures. */
const PICTURED_DAYS = 16;

export async function seedPlausibleMonth(month: PlausibleMonth): Promise<void> {
  const { now, zone, language } = month;
  const midnight = midnightOf(now, zone);
  const noon = midnight + 12 * HOUR_MS;
  const days = Array.from({ length: 325 }, (_, n) => {
    const ago = 324 - n;
    const day = midnightOf(noon - ago * DAY_MS, zone);
    return { midnight: day, plan: planOf(ago, day, language), withoutPictures: ago > PICTURED_DAYS };
  });
  const since = (days[0]?.midnight ?? midnight) - DAY_MS;
  await seedPlausibleDays({ ...month, midnight, days, since }, ({ database, ids }, slices, idles) => {
    database.settings.write({ noticeAcceptedAt: since, language });
    markSome(slices, idles);
    for (const slice of slices) {
      if (slice.contractId === ids.shop) slice.tag = slice.slot % 11 === 0 ? '' : 'Checkout';
    }
    const yesterday = midnightOf(noon - DAY_MS, zone);
    for (let n = 0; n < 3; n++) {
      slices.push(
        manualSlice(SliceIdSchema.parse(randomUUID()), {
          contractId: ids.support,
          slot: slotOf(yesterday + 17 * HOUR_MS) + n * 600,
          memo: said('call', language),
          tag: '',
          reason: language === 'en' ? 'On the phone, away from the desk' : 'Au téléphone, loin du bureau',
        }),
      );
    }
    agree(database, ids, since);
  });
}

/** What people have agreed on and stated: fees, a tag that is asked for, manual time, and who is verified. */
function agree(database: Database, ids: Record<Name, ContractId>, at: number): void {
  const { contracts } = database;
  for (const id of [ids.shop, ids.identity, ids.reports]) {
    for (const what of ['identity', 'billing', 'standing'] as const) contracts.attest(id, what, 'Mara', at);
  }
  contracts.addTerm(ids.shop, { kind: 'fee', schedule: { type: 'flat10' } }, at, at);
  contracts.addTerm(ids.identity, { kind: 'fee', schedule: { type: 'direct', hundredths: 500 } }, at, at);
  const change = (id: ContractId, part: object) => {
    const contract = contracts.get(id);
    if (contract) contracts.edit(id, { ...contract, ...part });
  };
  change(ids.shop, { tags: ['Checkout', 'Search', 'Review'], tagRequired: true });
  change(ids.support, { manualAllowed: true });
}

function planOf(ago: number, midnight: number, language: 'en' | 'fr'): Stretch[] {
  if (ago === 0) return TODAY.map((one) => spoken(work(...one), language));
  const weekday = new Date(midnight + 12 * HOUR_MS).getUTCDay();
  const week = Math.floor(ago / 7);
  // Weekends off but for a Saturday now and then, two weeks of holidays, and a short day each week.
  if (weekday === 0 || (weekday === 6 && week % 5 !== 2) || (ago > 100 && ago < 117)) return [];
  const plan = DAYS[(ago * 3 + week) % DAYS.length] ?? [];
  const part = weekday === 5 || weekday === 6 ? plan.slice(0, 2) : plan;
  return part.map((one) => spoken(work(...one), language));
}

function spoken(
  { from, to, contract, memo, scenes }: ReturnType<typeof work>,
  language: 'en' | 'fr',
): Stretch {
  return stretch(from, to, contract, said(memo, language), ...scenes);
}

function said(memo: Memo, language: 'en' | 'fr'): string {
  return MEMO[memo][language === 'en' ? 0 : 1];
}
