/**
 * One week of two contracts with sums that can be told by heart: 12 h at $22.22 with a flat fee of 10 %, and 8 h at
 * €50.00 without a fee, one of them by hand. Monday has 5 h, the other four days the rest.
 */
import type { ContractId } from '../../domain/ids';
import { DAY_MS, HOUR_MS, SLOT_SECONDS, slotOf, slotStart } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import { aSlice, closed, newContract, newContractId } from './store-fixtures';

export interface SeededWeek {
  monday: number;
  acme: ContractId;
  globex: ContractId;
}

/** `monday`: Monday 00:00 UTC of a week that is over. */
export function seedWeek(database: Database, monday: number): SeededWeek {
  const [acme, globex] = [newContractId(), newContractId()];
  const made = monday - 7 * DAY_MS;
  database.contracts.create(
    acme,
    newContract({
      client: 'Acme',
      title: 'Site redesign',
      currency: 'USD',
      rateMinor: 2_222,
      limitSeconds: null,
    }),
    made,
  );
  database.contracts.create(
    globex,
    newContract({
      client: 'Globex',
      title: 'Imports',
      colour: 'orange',
      rateMinor: 5_000,
      limitSeconds: null,
    }),
    made,
  );
  database.contracts.addTerm(acme, { kind: 'fee', schedule: { type: 'flat10' } }, made, made);
  /** Hours of each day, by contract: 12 and 8 in all. */
  const plan = [
    { id: acme, hours: [3, 3, 2, 2, 2], start: 8 },
    { id: globex, hours: [2, 2, 2, 1, 1], start: 14 },
  ];
  const slices = plan.flatMap(({ id, hours, start }) =>
    hours.flatMap((count, day) =>
      Array.from({ length: count * 6 }, (_, n) => {
        const slot = slotOf(monday + day * DAY_MS + start * HOUR_MS) + n * SLOT_SECONDS;
        const at = slotStart(slot);
        const manual = id === globex && day === 4;
        return closed(
          aSlice(id, slot, {
            kind: manual ? 'manual' : 'tracked',
            reason: manual ? 'Call' : '',
            memo:
              id === acme ? 'Header and menu' : n < 6 && day === 0 ? 'Campagne d’été' : 'Import of invoices',
            spans: [{ start: at, end: at + 600_000, kind: 'work', idleId: null }],
            windows: [{ app: id === acme ? 'Code' : 'Figma', title: `page ${day + 1}`, ms: 600_000 }],
          }),
        );
      }),
    ),
  );
  const saved = database.recorder.save(slices, []);
  if (saved.outcome !== 'saved') throw new Error(saved.detail);
  return { monday, acme, globex };
}
