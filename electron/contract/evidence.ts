/** Evidence: what is sealed, whose keys are in a contract's log, this device's own key, and the file for a dispute. */
import { z } from 'zod';
import { KeyStoreSchema, LeafSchema, RoleSchema } from '../../domain/entry';
import { ContractIdSchema } from '../../domain/ids';
import { KeyXSchema, KidSchema } from '../../domain/keys';
import { none, SavedSchema, slot, wallMs } from './shared';

const count = z.int().min(0);
const store = z.enum(['system', 'file']);

/** A key as people compare it. */
const NamedKeySchema = z.object({
  kid: KidSchema,
  x: KeyXSchema,
  /** Eight words to read aloud. */
  words: z.string(),
  /** What its QR code, or a printed line, says. */
  text: z.string(),
});

export const DeviceStateSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('ready'),
    key: NamedKeySchema,
    /** `file`: it lies in a file that its owner alone can read, without a key store. */
    store,
    /** Of `key.text`: modules a side, and the dark ones as an SVG path. */
    qr: z.object({ size: z.int().min(1), path: z.string() }),
    /** The system has a key store now: a new key would be kept in it. */
    storeAvailable: z.boolean(),
    /** Keys of this device that sign nothing any more, the earliest first. */
    retired: z.array(z.object({ words: z.string(), until: wallMs, why: z.enum(['rotated', 'lost']) })),
  }),
  /** There is a key, and it cannot be opened today: nothing is sealed until it can. `words` null: not even whose it is. */
  z.object({
    state: z.literal('locked'),
    why: z.enum(['key-store', 'damaged']),
    words: z.string().nullable(),
  }),
  /** The disk refused. */
  z.object({ state: z.literal('failed'), detail: z.string() }),
  /** It is still being opened. */
  z.object({ state: z.literal('opening') }),
]);
export type DeviceState = z.infer<typeof DeviceStateSchema>;

export const LogKeySchema = NamedKeySchema.extend({
  role: RoleSchema,
  store: KeyStoreSchema,
  /** It is this device's, now. */
  own: z.boolean(),
  addedAt: wallMs,
  /** Null: it may still sign. */
  revoked: z.object({ at: wallMs, reason: z.enum(['rotated', 'lost', 'compromised']) }).nullable(),
});
export type LogKey = z.infer<typeof LogKeySchema>;

const LogStateSchema = z.object({
  contractId: ContractIdSchema,
  /** Slices and changes that the log does not tell yet. */
  waiting: count,
  /** Logs of this contract that came before: each new one goes on where a restored backup had lost entries, or the device had lost its key. */
  earlier: count,
  /** Null before the contract's first entry. */
  log: z
    .object({
      leaf: LeafSchema,
      openedAt: wallMs,
      entries: count,
      /** Segments that stand, and those that are deleted. */
      segments: count,
      deleted: count,
      /** Of the segments that stand: the first and the last. */
      first: slot.nullable(),
      last: slot.nullable(),
      /** The tree's head, base64. */
      head: z.string(),
      keys: z.array(LogKeySchema),
    })
    .nullable(),
});
export type LogState = z.infer<typeof LogStateSchema>;

export const EvidenceSchema = z.object({ device: DeviceStateSchema, contracts: z.array(LogStateSchema) });
export type Evidence = z.infer<typeof EvidenceSchema>;

/** Of the segments in the range; exact times and activity are always told, for the verdicts hang on them. */
export const EvidenceIncludeSchema = z.object({
  pictures: z.boolean(),
  /** Names of programs and titles of windows. */
  windows: z.boolean(),
  /** Keys, clicks and scrolls of each minute. */
  minutes: z.boolean(),
  /** Memos, tags and the reasons of manual time. */
  memos: z.boolean(),
});
export type EvidenceInclude = z.infer<typeof EvidenceIncludeSchema>;

/** What the verifier said of a bundle before it was given away. */
const BundleFindingSchema = z.object({
  id: z.string(),
  rule: z.string(),
  severity: z.enum(['broken', 'undecided', 'note']),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of the segment or week that it is about, wall seconds; null for anything else. */
  at: z.int().nullable(),
});
export type BundleFinding = z.infer<typeof BundleFindingSchema>;

/** As people call themselves in a trust file. */
const PersonSchema = z.string().trim().min(1).max(120);

const RefusalSchema = z.enum([
  /** Not the text of a key. */
  'not-a-key',
  /** It is in the log already. */
  'known',
  /** There is no log yet. */
  'no-log',
  /** This device has no key that may sign now. */
  'no-key',
  /** It is not in the log, or revoked already. */
  'gone',
  /** This device's own key is rotated, not revoked. */
  'own',
]);
const ChangedSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('changed'), evidence: EvidenceSchema }),
  z.object({ outcome: z.literal('refused'), why: RefusalSchema }),
]);

export const evidenceCommands = {
  'evidence.get': { input: none, output: EvidenceSchema },
  /** Whose key a text is, for people to compare; null: no key's. */
  'evidence.readKey': { input: z.object({ text: z.string().max(200) }), output: NamedKeySchema.nullable() },
  'evidence.addKey': {
    input: z.object({ contractId: ContractIdSchema, text: z.string().max(200), role: RoleSchema }),
    output: ChangedSchema,
  },
  'evidence.revokeKey': {
    input: z.object({
      contractId: ContractIdSchema,
      kid: KidSchema,
      reason: z.enum(['lost', 'compromised']),
    }),
    output: ChangedSchema,
  },
  /** A new key for this device: added to every log by the old one, which is revoked and destroyed. */
  'evidence.rotate': { input: none, output: ChangedSchema },
  /** A new key in the place of one that cannot be opened: the logs go on as new ones. */
  'evidence.replaceKey': { input: none, output: EvidenceSchema },
  /** The text of this device's public key into the clipboard: windows may not write there. */
  'evidence.copyKey': { input: none, output: none },
  /** This device's public key: a page to print, or a trust file for the verifier. Asks where to. */
  'evidence.saveIdentity': {
    input: z.discriminatedUnion('format', [
      z.object({ format: z.literal('pdf') }),
      z.object({ format: z.literal('trust'), name: PersonSchema }),
    ]),
    output: SavedSchema,
  },
  /** The verifier's page as a file, to hand over apart from any evidence. Asks where to. */
  'evidence.saveVerifier': { input: none, output: SavedSchema },
  /** Asks where to, then makes the bundle of the slots in [from, to). */
  'evidence.export': {
    input: z.object({
      contractId: ContractIdSchema,
      from: slot,
      to: slot,
      include: EvidenceIncludeSchema,
      note: z.string().max(4_000),
      language: z.enum(['en', 'fr']),
      /** Write it though its own verifier does not call it proven. */
      evenUnproven: z.boolean(),
    }),
    output: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('saved'),
        path: z.string(),
        bytes: count,
        entries: count,
        segments: count,
        pictures: count,
        verdict: z.enum(['proven', 'broken', 'undecided']),
        findings: z.array(BundleFindingSchema),
      }),
      z.object({ outcome: z.literal('cancelled') }),
      /** Of all else nothing was written. Its own verifier would not say `proven`. */
      z.object({
        outcome: z.literal('unproven'),
        verdict: z.enum(['broken', 'undecided']),
        findings: z.array(BundleFindingSchema),
      }),
      /** Pictures of these slots are in the log and cannot be read from the disk. */
      z.object({ outcome: z.literal('unreadable'), slots: z.array(slot) }),
      /** More than one archive can hold. */
      z.object({ outcome: z.literal('too-large'), bytes: count, pictures: count }),
      /** Something of it was deleted meanwhile. */
      z.object({ outcome: z.literal('changed') }),
      z.object({ outcome: z.literal('refused'), why: z.enum(['no-log', 'no-key']) }),
    ]),
  },
} as const;
