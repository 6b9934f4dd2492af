/**
 * The wire between an app and the server: pairing, appending, receipts, pictures, moments. Appending the same line again
 * gives the same receipt for ever; what was answered with a receipt is on the server's disk.
 */
import { z } from 'zod';
import { DISCLOSURE_MAX } from './disclosure';
import { LINE_MAX } from './entry';
import { FIELD_KINDS } from './field';
import { KeyXSchema } from './keys';
import { routes } from './protocol-route';
import {
  At,
  Bytes32Schema,
  ContractIdSchema,
  LeafSchema,
  ofContract,
  PictureHashSchema,
  SlotSchema,
} from './protocol-shared';

export const AboutSchema = z.object({
  name: z.literal('minutier'),
  /** Of the wire. */
  protocol: z.literal(1),
  /** Of the program. */
  version: z.string(),
  /** The server's public key: what the app adds to a log as its server. */
  key: KeyXSchema,
  now: At,
});
export type About = z.infer<typeof AboutSchema>;

/** Entries sent at once. */
export const APPEND_MAX = 100;
/** A picture is sent in parts of at most this many bytes. */
export const PART_MAX = 1_048_576;

/** The server's answer for an entry that it keeps. It is stored, so the same line gets the same one for ever. */
export const ReceiptSchema = z.object({
  leaf: LeafSchema,
  index: z.int().min(0),
  /** By the server's clock; a `seal` entry of the log says it too. */
  receivedAt: At,
  /** RFC 6962 inclusion path to the root of `checkpoint`, the nearest first. */
  path: z.array(Bytes32Schema).max(64),
  /** A signed note of the server. */
  checkpoint: z.string(),
});
export type Receipt = z.infer<typeof ReceiptSchema>;

/** Why an entry is not kept. Nothing refused is ever thrown away by the app. */
export const REFUSALS = [
  /** Not readable, or not signed by a key of the log. */
  'entry',
  'signature',
  /** `seq` or `prev`: one before it is missing here. */
  'chain',
  'key',
  /** Its target does not stand. */
  'target',
  /** A disclosure that is missing, wrong, or of something that is gone. */
  'disclosure',
  /** A picture that was not sent yet: `pictures` names them. */
  'picture',
  /** A segment of this slot stands already, or its seconds are too many. */
  'slot',
  /** The device's clock is ahead of the server's by more than two minutes, or the slot is not over. */
  'clock',
  /** The contract is paused or disputed. */
  'paused',
  /** Manual time is not allowed. */
  'manual',
  /** The week is closed for good. */
  'week',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const AppendResultSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('kept'), receipt: ReceiptSchema }),
  z.object({
    outcome: z.literal('refused'),
    leaf: LeafSchema.nullable(),
    why: z.enum(REFUSALS),
    pictures: z.array(PictureHashSchema).optional(),
    /** For people. */
    detail: z.string().optional(),
  }),
  /** Another entry is in this place of its signer's chain: both are named. */
  z.object({ outcome: z.literal('conflict'), leaf: LeafSchema, here: LeafSchema }),
  /** An earlier one of the same request was not kept. */
  z.object({ outcome: z.literal('skipped') }),
]);
export type AppendResult = z.infer<typeof AppendResultSchema>;

export const AppendSchema = z.object({
  entries: z
    .array(
      z.object({
        line: z.string().max(LINE_MAX),
        /** Of the fields that the freelancer shares with the server. */
        disclosures: z.array(z.string().max(DISCLOSURE_MAX)).max(80),
      }),
    )
    .min(1)
    .max(APPEND_MAX),
});

export const HeadSchema = z.object({
  log: LeafSchema,
  checkpoint: z.string(),
  /** RFC 6962 consistency path from the size that was asked for, where one was. */
  consistency: z.array(Bytes32Schema).max(64),
});

export const logRoutes = routes({
  about: {
    method: 'GET',
    path: '/v1/about',
    who: ['anyone'],
    summary: 'What this server is, and its public key.',
    reply: AboutSchema,
  },
  pair: {
    method: 'POST',
    path: '/v1/pair',
    who: ['anyone'],
    summary: 'Trades a short code, shown to a freelancer who is signed in, for a token of this device.',
    body: z.object({
      /** Eight characters without look-alikes, with or without a hyphen. */
      code: z.string().max(20),
      key: KeyXSchema,
      /** Ed25519 of `minutier-pair-1\n<code>\n<key>\n`, base64url: the device has the key. */
      proof: z.string().max(120),
      name: z.string().trim().min(1).max(120),
    }),
    reply: z.object({ token: z.string(), account: z.string(), about: AboutSchema }),
  },
  append: {
    method: 'POST',
    path: '/v1/contracts/:contract/entries',
    who: ['device'],
    summary: 'Appends entries to the log of a contract; its `open` begins it. One answer for each, in order.',
    params: ofContract,
    body: AppendSchema,
    reply: z.object({ results: z.array(AppendResultSchema) }),
  },
  entries: {
    method: 'GET',
    path: '/v1/contracts/:contract/entries',
    who: ['device', 'freelancer', 'client', 'mediator'],
    summary: 'The lines of the log from a place on.',
    params: ofContract,
    query: z.object({
      from: z.coerce.number().pipe(z.int().min(0)).default(0),
      limit: z.coerce.number().pipe(z.int().min(1).max(1000)).default(500),
    }),
    reply: z.object({ log: LeafSchema, size: z.int(), lines: z.array(z.string()) }),
  },
  head: {
    method: 'GET',
    path: '/v1/contracts/:contract/head',
    who: ['device', 'freelancer', 'client', 'mediator'],
    summary: 'The signed head of the log, and the proof that it continues an earlier size.',
    params: ofContract,
    query: z.object({ since: z.coerce.number().pipe(z.int().min(0)).optional() }),
    reply: HeadSchema,
  },
  pictureState: {
    method: 'GET',
    path: '/v1/contracts/:contract/pictures/:sha256/upload',
    who: ['device'],
    summary: 'How much of a picture has arrived.',
    params: ofContract.extend({ sha256: PictureHashSchema }),
    reply: z.object({ received: z.int(), done: z.boolean() }),
  },
  pictureSend: {
    method: 'PUT',
    path: '/v1/contracts/:contract/pictures/:sha256/upload',
    who: ['device'],
    summary: 'Sends a part of a picture (WebP); the last one is checked against the hash and decoded.',
    params: ofContract.extend({ sha256: PictureHashSchema }),
    query: z.object({
      offset: z.coerce.number().pipe(z.int().min(0)),
      size: z.coerce.number().pipe(z.int().min(1).max(16_777_216)),
    }),
    body: { raw: true, max: PART_MAX },
    reply: z.object({ received: z.int(), done: z.boolean() }),
  },
  moment: {
    method: 'GET',
    path: '/v1/contracts/:contract/moments/:slot',
    who: ['device'],
    summary: 'The shares of 2^48 at which pictures of the running slot are due, by draw.',
    params: ofContract.extend({ slot: z.coerce.number().pipe(SlotSchema) }),
    reply: z.object({ day: z.int(), shares: z.record(z.string(), z.int().min(0)) }),
  },
  events: {
    method: 'GET',
    path: '/v1/contracts/:contract/events',
    who: ['device', 'freelancer', 'client'],
    summary: 'Server-sent events: `log` (size), `thread`, `review`, `presence`.',
    params: ofContract,
    reply: 'events',
  },
  presence: {
    method: 'PUT',
    path: '/v1/contracts/:contract/presence',
    who: ['device'],
    summary: 'Says that the freelancer is working now, where they share it; it fades by itself.',
    params: ofContract,
    body: z.object({ working: z.boolean() }),
    reply: 'none',
  },
  share: {
    method: 'PUT',
    path: '/v1/contracts/:contract/sharing',
    who: ['device'],
    summary: 'Which fields the freelancer shares with the client.',
    params: ofContract,
    body: z.object({ fields: z.array(z.enum(FIELD_KINDS)), presence: z.boolean() }),
    reply: 'none',
  },
  invite: {
    method: 'POST',
    path: '/v1/contracts/:contract/invitations',
    who: ['device', 'freelancer'],
    summary: 'A link with which the client joins this contract. It works once, for fourteen days.',
    params: ofContract,
    body: z.object({ name: z.string().trim().max(120) }),
    reply: z.object({ link: z.string(), until: At }),
  },
});

export const EVENT_KINDS = ['log', 'thread', 'review', 'presence'] as const;
export const EventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('log'), contract: ContractIdSchema, size: z.int() }),
  z.object({ kind: z.literal('thread'), contract: ContractIdSchema, leaf: LeafSchema }),
  z.object({ kind: z.literal('review'), contract: ContractIdSchema, week: z.int() }),
  z.object({ kind: z.literal('presence'), contract: ContractIdSchema, working: z.boolean() }),
]);
export type WireEvent = z.infer<typeof EventSchema>;
