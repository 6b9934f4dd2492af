/** Contracts: their terms, what is stated about them, and their end. */
import { z } from 'zod';
import {
  ContractSettingsSchema,
  HourlyContractSchema,
  LimitSchema,
  NewContractSchema,
  RateSchema,
} from '../../domain/hourly-contract';
import { ContractIdSchema } from '../../domain/ids';
import { AttestationSchema, FeeScheduleSchema } from '../../domain/terms';
import { none, SavedSchema, wallMs } from './shared';

export const contractCommands = {
  'contract.list': { input: none, output: z.array(HourlyContractSchema) },
  'contract.create': { input: NewContractSchema, output: HourlyContractSchema },
  'contract.edit': {
    input: z.object({ id: ContractIdSchema, settings: ContractSettingsSchema }),
    output: HourlyContractSchema,
  },
  'contract.setRate': {
    input: z.object({ id: ContractIdSchema, rateMinor: RateSchema }),
    output: HourlyContractSchema,
  },
  /** A raise counts at once, a cut from next Monday 00:00 UTC; before any time is tracked, any change counts at once. */
  'contract.setLimit': {
    input: z.object({ id: ContractIdSchema, limitSeconds: LimitSchema }),
    output: HourlyContractSchema,
  },
  /** Erases everything of a contract, once its title is typed and a place for the proof is chosen. */
  'contract.erase': {
    input: z.object({ id: ContractIdSchema, typed: z.string().max(200) }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('erased'), path: z.string(), slices: z.int(), pictures: z.int() }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  'contract.archive': {
    input: z.object({ id: ContractIdSchema, archived: z.boolean() }),
    output: HourlyContractSchema,
  },
  /** Somebody states a fact about the contract; it is recorded with the present, and never checked. */
  'contract.attest': {
    input: AttestationSchema.pick({ what: true, statedBy: true }).extend({ id: ContractIdSchema }),
    output: HourlyContractSchema,
  },
  'contract.withdraw': {
    input: AttestationSchema.pick({ what: true }).extend({ id: ContractIdSchema }),
    output: HourlyContractSchema,
  },
  /** From now on; time tracked during a pause is not protected. */
  'contract.pause': {
    input: z.object({ id: ContractIdSchema, paused: z.boolean() }),
    output: HourlyContractSchema,
  },
  /** From the week that holds `from` on. */
  'fee.set': {
    input: z.object({ id: ContractIdSchema, from: wallMs, schedule: FeeScheduleSchema }),
    output: HourlyContractSchema,
  },
  /** Asks where to, and writes the one-page notice of what is captured for the contract, as PDF. */
  'privacy.notice': {
    input: z.object({ contractId: ContractIdSchema }),
    output: SavedSchema,
  },
} as const;
