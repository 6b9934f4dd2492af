/**
 * The diary server as the app sees it: whether this device is linked to one, what waits to be sent, what was refused and
 * why, what the client has set, asked and disputed. Nothing of it hinders tracking; without a server it is one `null`.
 */
import { z } from 'zod';
import { LeafSchema } from '../../domain/entry';
import { FIELD_KINDS } from '../../domain/field';
import { LimitSchema } from '../../domain/hourly-contract';
import { ContractIdSchema, SliceIdSchema } from '../../domain/ids';
import { KidSchema } from '../../domain/keys';
import { REFUSALS } from '../../domain/protocol-log';
import { ReviewSchema, ThreadSchema } from '../../domain/protocol-review';
import { RoleOnContractSchema, WeekSchema } from '../../domain/protocol-shared';
import { TagSchema } from '../../domain/terms';
import { ms, none, slot, wallMs } from './shared';

const count = z.int().min(0);
/** An address as people type it: `https://host[:port][/path]`; without a scheme it is https. `http` for this machine alone. */
const address = z.string().trim().min(1).max(500);

/** Why the server was not asked, or did not answer as it should. Each has its own sentence and its own way out. */
export const SyncProblemSchema = z.enum([
  /** No address, or one that is neither https nor this machine. */
  'address',
  /** Nobody answers there, or this machine has no network. */
  'offline',
  /** Its certificate is not one that this machine trusts. */
  'tls',
  /** Something else answers there: a captive portal, another program. */
  'not-minutier',
  /** It speaks a later version of the wire. */
  'version',
  /** It has another key than the one that was confirmed. */
  'other-key',
  /** The code is wrong, used, or too old. */
  'code',
  /** The server does not know this device any more: it was revoked there. */
  'revoked',
  /** It asks to be left alone for a while, or has trouble of its own. */
  'busy',
  /** Nothing of the contract is there yet, and the network is metered. */
  'metered',
  /** It says no: the detail is its sentence. */
  'refused',
  /** This device has no key that may sign now. */
  'no-key',
  /** The machine's key store or disk refused. */
  'storage',
]);
export type SyncProblem = z.infer<typeof SyncProblemSchema>;
const problem = z.object({ outcome: z.literal('problem'), why: SyncProblemSchema, detail: z.string() });

/** A server before it is trusted: what people compare. */
const FoundServerSchema = z.object({
  outcome: z.literal('found'),
  /** As it will be kept: with its scheme, without a slash at its end. */
  url: z.string(),
  kid: KidSchema,
  /** Eight words to read aloud. */
  words: z.string(),
  version: z.string(),
});

/** A segment that the server did not take; the slice stands in the app, and its time is not with the server. */
export const RefusedSchema = z.object({
  /** Names it for `sync.retry`. */
  id: z.int(),
  contractId: ContractIdSchema,
  /** Null where it is no segment. */
  sliceId: SliceIdSchema.nullable(),
  slot: slot.nullable(),
  ms: ms.nullable(),
  why: z.enum(REFUSALS),
  /** The server's sentence, for the curious. */
  detail: z.string(),
  at: wallMs,
});
export type RefusedEntry = z.infer<typeof RefusedSchema>;

/** Something that the client set: `from` is when it takes effect. */
const SetSchema = z.object({ at: wallMs, from: wallMs });

export const SyncContractSchema = z.object({
  contractId: ContractIdSchema,
  /** False: nothing more is sent; what was sent stays there. */
  on: z.boolean(),
  fields: z.array(z.enum(FIELD_KINDS)),
  /** The client sees that work is going on. */
  presence: z.boolean(),
  /** Entries of the log with the server, and those that wait. */
  sent: count,
  queued: count,
  /** Pictures that wait, of what is queued. */
  pictures: count,
  /** When the newest receipt came, by this machine's clock; null: none yet. */
  receivedAt: wallMs.nullable(),
  /**
   * `held`: an entry was refused for a reason that taking it out does not mend (see `held`); nothing after it is sent.
   * `inconsistent`: the server's log contradicts what was seen of it; nothing more is sent and nothing of it believed.
   * `elsewhere`: the server has another log of this contract (a restored backup, a replaced key).
   */
  state: z.enum(['off', 'current', 'sending', 'waiting', 'held', 'inconsistent', 'elsewhere']),
  held: z.object({ why: z.enum(REFUSALS), detail: z.string() }).nullable(),
  /** What the client has set; null: the freelancer's own still stands. */
  set: z.object({
    limit: SetSchema.extend({ limitSeconds: LimitSchema }).nullable(),
    /** `from` of the pause that lasts. */
    paused: SetSchema.nullable(),
    terms: SetSchema.extend({
      manual: z.boolean(),
      tags: z.array(TagSchema),
      tagRequired: z.boolean(),
    }).nullable(),
    billing: SetSchema.nullable(),
  }),
  /** Threads whose last word is not the freelancer's, and disputes that wait for an answer. */
  unanswered: count,
  disputes: count,
});
export type SyncContract = z.infer<typeof SyncContractSchema>;

export const SyncSchema = z.object({
  /** Null: not linked. */
  server: z
    .object({
      url: z.string(),
      kid: KidSchema,
      words: z.string(),
      /** The account's name there. */
      account: z.string(),
      linkedAt: wallMs,
      /** Last answer of the server; null: none since the start. */
      contactAt: wallMs.nullable(),
    })
    .nullable(),
  /** `waiting`: see `waitingFor`; the next try is at `nextAt`. `stopped`: see `problem`; only a person can go on. */
  state: z.enum(['off', 'idle', 'sending', 'waiting', 'paused', 'stopped']),
  /** The network is bad or not there; or it is metered, and what waits is not sent unless a person says so. */
  waitingFor: z.enum(['network', 'metered']).nullable(),
  /** What the last try met; null: it went well. */
  problem: SyncProblemSchema.nullable(),
  nextAt: wallMs.nullable(),
  /** Since when nothing could be sent; null: it can. */
  offlineSince: wallMs.nullable(),
  contracts: z.array(SyncContractSchema),
  /** The latest first, at most 200. */
  refused: z.array(RefusedSchema),
});
export type Sync = z.infer<typeof SyncSchema>;

const changed = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), sync: SyncSchema }),
  problem,
]);
const contract = z.object({ contractId: ContractIdSchema });
const text = z.string().trim().min(1).max(2000);

export const syncCommands = {
  'sync.get': { input: none, output: SyncSchema },
  /** Asks an address who it is; nothing is kept. */
  'sync.look': {
    input: z.object({ address }),
    output: z.discriminatedUnion('outcome', [FoundServerSchema, problem]),
  },
  /** Pairs this device, with the key that people have compared. `name`: of this machine, as the server lists it. */
  'sync.link': {
    input: z.object({ url: address, kid: KidSchema, code: z.string().trim().min(1).max(20) }),
    output: changed,
  },
  /** A `minutier://pair` link that was opened outside of the app, once; nothing happens before somebody confirms it. */
  'sync.linkWanted': { input: none, output: z.object({ server: z.string(), code: z.string() }).nullable() },
  /** Forgets server and token; what was sent stays there, the logs stay as they are. */
  'sync.unlink': { input: none, output: SyncSchema },
  /** Shares a contract, or changes what of it is shared. The first time its log gets the server's key and is sent whole. */
  'sync.share': {
    input: contract.extend({ on: z.boolean(), fields: z.array(z.enum(FIELD_KINDS)), presence: z.boolean() }),
    output: changed,
  },
  'sync.pause': { input: z.object({ paused: z.boolean() }), output: SyncSchema },
  /** Tries at once: the network, and what is named is sealed and sent again. Without ids: everything refused. */
  'sync.retry': { input: z.object({ ids: z.array(z.int()).max(200).optional() }), output: SyncSchema },
  /** Sends on this metered network too, until it is another one or the app is started anew. */
  'sync.sendAnyway': { input: none, output: SyncSchema },
  /** A link for the client. It works once. */
  'sync.invite': {
    input: contract.extend({ name: z.string().trim().max(120) }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('made'), link: z.string(), until: wallMs }),
      problem,
    ]),
  },
  /** The link into the clipboard: windows may not write there. */
  'sync.copyLink': { input: z.object({ link: z.url().max(2000) }), output: none },
  /** Questions and flags, as last seen; `stale`: the server could not be asked now. */
  'sync.threads': {
    input: contract,
    output: z.object({
      /** `sliceId`: the cell that it is about, where it is still here. */
      threads: z.array(ThreadSchema.extend({ sliceId: SliceIdSchema.nullable() })),
      stale: SyncProblemSchema.nullable(),
    }),
  },
  'sync.say': {
    input: contract.extend({ leaf: LeafSchema, text }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('said'), thread: ThreadSchema }),
      problem,
    ]),
  },
  /** Reviews of the weeks that were disputed, the latest first; from the log, so they are here offline too. */
  'sync.disputes': {
    input: contract,
    output: z.object({ disputes: z.array(ReviewSchema) }),
  },
  /** The freelancer's answer; `ms` is conceded. */
  'sync.answer': {
    input: contract.extend({ week: WeekSchema, ms, text }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('answered'), review: ReviewSchema }),
      problem,
    ]),
  },
  /** Who looked at which day, the latest first. */
  'sync.accesses': {
    input: contract.extend({ before: wallMs.optional() }),
    output: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('read'),
        accesses: z.array(
          z.object({
            at: wallMs,
            who: z.string(),
            role: RoleOnContractSchema,
            what: z.enum(['day', 'week', 'month', 'picture', 'bundle', 'timesheet', 'invoice']),
            of: z.int().nullable(),
          }),
        ),
      }),
      problem,
    ]),
  },
  /** Of slices of shared contracts in [from, to), wall seconds: which the server has, since when by its clock. */
  'sync.received': {
    input: z.object({ from: slot, to: slot }),
    output: z.array(
      z.object({
        sliceId: SliceIdSchema,
        contractId: ContractIdSchema,
        state: z.enum(['received', 'queued', 'refused']),
        at: wallMs.nullable(),
      }),
    ),
  },
} as const;
