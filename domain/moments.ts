/**
 * The moments at which a slice is pictured: drawn, awaited, put off while a window that is never captured is in
 * front. Pure: each function gives the moments as they are afterwards. SPEC: PI, PV, SG16.
 */
import type { WallMs } from './clock';
import type { Draw } from './field';
import type { ContractId, SliceId } from './ids';
import type { Random } from './random';
import { type Slot, slotEnd } from './week';

export interface DueMoment {
  readonly sliceId: SliceId;
  readonly slot: Slot;
  readonly at: WallMs;
  /** Its instant came while such a window was in front: it is drawn anew once that window has left. */
  readonly postponed: boolean;
  /** The draw that gave it. */
  readonly draw: Draw;
  /** Whether the draw is one that others can make again: of a key that was committed to before. */
  readonly told: boolean;
}

/** What the draws of one slot are made from. `told`: a day key that was committed to before the slot began. */
export interface Chance {
  random: Random;
  told: boolean;
}

export interface MomentSource {
  random: Random;
  /** The slot's source of moments, where its day's key was committed to before it began; null: `random` draws them. */
  dayRandom(contractId: ContractId, slot: Slot): Random | null;
}

export function chanceOf(source: MomentSource, contractId: ContractId, slot: Slot): Chance {
  const keyed = source.dayRandom(contractId, slot);
  return { random: keyed ?? source.random, told: keyed !== null };
}

/** SPEC SG16: a picture of a moment is taken at it, or so soon after. */
export const TAKEN_WITHIN_MS = 30_000;

interface Drawing {
  sliceId: SliceId;
  contractId: ContractId;
  slot: Slot;
}

/**
 * SPEC PI1, PV7: each moment is uniform over what is left of the slot from `from` on, independent of the others;
 * ascending. `had`: how many of the slice's moments were pictured before; those that follow are numbered after them.
 */
export function drawn(
  { random, told }: Chance,
  slice: Drawing,
  count: number,
  from: WallMs,
  had = 0,
): DueMoment[] {
  const { sliceId, contractId, slot } = slice;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const draw: Draw = { nth: had + index, from };
    return {
      sliceId,
      slot,
      at: momentOf(random, contractId, slot, draw.nth, from),
      postponed: false,
      draw,
      told,
    };
  }).sort((a, b) => a.at - b.at);
}

/** SPEC PV3: while the window is in front, every moment whose instant has come is put off. */
export function putOff(due: readonly DueMoment[], now: WallMs): readonly DueMoment[] {
  return due.some((one) => !one.postponed && one.at <= now)
    ? due.map((one) => (one.at <= now ? { ...one, postponed: true } : one))
    : due;
}

/** SPEC PV3: the window has left the front: what was put off is drawn anew over what is left of the slot. */
export function drawnAnew(
  due: readonly DueMoment[],
  chanceOf: (slot: Slot) => Chance,
  contractId: ContractId,
  now: WallMs,
): readonly DueMoment[] {
  if (!due.some((one) => one.postponed)) return due;
  return due
    .map((one) => {
      if (!one.postponed) return one;
      const { random, told } = chanceOf(one.slot);
      const draw = anew(one.draw, now);
      return {
        ...one,
        at: momentOf(random, contractId, one.slot, draw.nth, now),
        postponed: false,
        draw,
        told,
      };
    })
    .sort((a, b) => a.at - b.at);
}

/** Two moments of one slice that are drawn anew at one instant must not fall together: each keeps its number. */
function anew({ nth }: Draw, from: WallMs): Draw {
  switch (nth) {
    case 1:
    case 'anew:2':
      return { nth: 'anew:2', from };
    case 2:
    case 'anew:3':
      return { nth: 'anew:3', from };
    default:
      return { nth: 'anew', from };
  }
}

/**
 * SPEC SG16: where a draw falls: uniform over what is left of the slot from `from` on. Each draw of a slot has a
 * purpose of its own, so that a verifier who has the source can draw again.
 */
export function momentOf(
  random: Random,
  contractId: ContractId,
  slot: Slot,
  nth: Draw['nth'],
  from: WallMs,
): WallMs {
  const share = random.uniform(purposeOf(contractId, slot, nth));
  return from + Math.floor(share * Math.max(0, slotEnd(slot) - from));
}

/** What a draw asks its source for. */
function purposeOf(contractId: ContractId, slot: Slot, nth: Draw['nth']): string {
  const which = nth === 0 ? '' : `:${typeof nth === 'number' ? nth + 1 : nth}`;
  return `picture:${contractId}:${slot}${which}`;
}

/** Every draw that a slot can have. */
const DRAWS = [0, 1, 2, 'anew', 'anew:2', 'anew:3'] as const satisfies readonly Draw['nth'][];
const SHARES = 2 ** 48;

/** What the source gives for each draw of a slot, as parts of 2^48: all that a device needs, and nothing of another slot. */
export function sharesOf(random: Random, contractId: ContractId, slot: Slot): Record<string, number> {
  return Object.fromEntries(
    DRAWS.map((nth) => [`${nth}`, Math.floor(random.uniform(purposeOf(contractId, slot, nth)) * SHARES)]),
  );
}

/** The source of one slot, of the shares that a server told. Throws for what they do not tell. */
export function randomOfShares(
  shares: Readonly<Record<string, number>>,
  contractId: ContractId,
  slot: Slot,
): Random {
  const byPurpose = new Map(DRAWS.map((nth) => [purposeOf(contractId, slot, nth), shares[`${nth}`]]));
  return {
    uniform(purpose) {
      const share = byPurpose.get(purpose);
      if (share === undefined) throw new Error('broken invariant: a draw of another slot');
      return share / SHARES;
    },
  };
}

/**
 * The draw as it can be told of a picture taken at `at`, null where it cannot: no committed key gave it, or the picture
 * is not where the draw says (a capture that took long, a wall clock that was set), which nobody could tell from a choice.
 */
export function tellable(
  moment: Pick<DueMoment, 'at' | 'draw' | 'told'>,
  at: WallMs,
  atMoment: boolean,
): Draw | null {
  const { draw, told } = moment;
  const earliest = atMoment ? moment.at : draw.from;
  return told && at >= earliest && at <= moment.at + TAKEN_WITHIN_MS ? draw : null;
}
