/**
 * What may come next in a contract's log: each signer counts its own entries and names the one before, keys come and go
 * by entries, and nobody signs what is not theirs to say. The state is small (it grows with the keys, not the entries),
 * so the sealer keeps it in one row, and the server and the verifier follow the very same rules. Pure.
 * SPEC: LG6–LG8, KY5–KY8. That a target exists and still stands is for domain/record.ts.
 */
import { z } from 'zod';
import { assertNever } from './assert';
import { fromBase64Url, toBase64Url } from './bytes';
import { jsonOf } from './canonical-json';
import {
  type Entry,
  type EntryType,
  type KeyStore,
  KeyStoreSchema,
  type Leaf,
  LeafSchema,
  type Role,
  RoleSchema,
  type SealedEntry,
  sealEntry,
} from './entry';
import {
  Bytes32Schema,
  type KeyX,
  KeyXSchema,
  type Kid,
  KidSchema,
  publicKeyOfX,
  type SigningKey,
} from './keys';
import { EMPTY, type Frontier, grown, rootOf, type Sha256 } from './merkle';
import { type Parsed, parsed, refused } from './parsed';
import type { Draft } from './segment';

/** A key of the log and where it stands. */
export interface Signer {
  kid: Kid;
  x: KeyX;
  role: Role;
  /** As whoever added it says. `file`: its device had no key store then. */
  store: KeyStore;
  active: boolean;
  /** The `seq` of its next entry. */
  next: number;
  /** What its next entry names as `prev`: its last one, or the entry that added it. */
  prev: Leaf;
}

export interface LogHead {
  /** The leaf hash of the `open` entry, which names the log; null before it. */
  log: Leaf | null;
  tree: Frontier;
  /** In the order in which they came. */
  signers: readonly Signer[];
}

/** Keys of one log, revoked ones too: more than anybody changes machines, and few enough to look through at each entry. */
export const KEYS_MAX = 256;

export const NEW_LOG: LogHead = { log: null, tree: EMPTY, signers: [] };

export type ChainRefusal =
  /** The first entry is no `open`, or a later one is. */
  | 'open'
  /** `open` is not signed by the key that it names, or names a refused one. */
  | 'opener'
  | 'unknown-signer'
  | 'revoked'
  | 'seq'
  | 'prev'
  /** Not that role's to say. */
  | 'role'
  /** A key that is added is refused, already there, or one too many; one that is revoked is not there or revoked already. */
  | 'key';

/** The log with the entry, or why it may not come next. The signature itself is not looked at. */
export function admit(
  head: LogHead,
  { entry, kid, leaf }: Pick<SealedEntry, 'entry' | 'kid' | 'leaf'>,
  sha256: Sha256,
): Parsed<LogHead, ChainRefusal> {
  if ((entry.type === 'open') !== (head.log === null)) return refused('open');
  const tree = grown(head.tree, bytesOf(leaf), sha256);
  if (entry.type === 'open') {
    if (publicKeyOfX(entry.key, sha256)?.kid !== kid) return refused('opener');
    const opener: Signer = {
      kid,
      x: entry.key,
      role: 'device',
      store: entry.store,
      active: true,
      next: 1,
      prev: leaf,
    };
    return parsed({ log: leaf, tree, signers: [opener] });
  }
  const signer = head.signers.find((one) => one.kid === kid);
  if (signer === undefined) return refused('unknown-signer');
  if (!signer.active) return refused('revoked');
  if (entry.seq !== signer.next) return refused('seq');
  if (entry.prev !== signer.prev) return refused('prev');
  if (!maySay(signer.role, entry.type)) return refused('role');
  const moved = head.signers.map((one) =>
    one === signer ? { ...one, next: one.next + 1, prev: leaf } : one,
  );
  const signers = withKeys(moved, entry, leaf, sha256);
  return signers === null ? refused('key') : parsed({ ...head, tree, signers });
}

/** Which kinds each role may sign. What a device says of limit and pauses is the freelancer's word for the client's. */
export function maySay(role: Role, type: EntryType): boolean {
  switch (type) {
    case 'limit':
    case 'pause':
    case 'resume':
    case 'attest':
    case 'withdraw':
      return true;
    case 'expire':
    case 'day.commit':
    case 'day.reveal':
      return role !== 'client';
    case 'seal':
    case 'review':
      return role === 'server';
    case 'terms':
      return role !== 'client';
    case 'open':
    case 'segment':
    case 'amend':
    case 'delete':
    case 'redact':
    case 'rate':
    case 'key.add':
    case 'key.revoke':
    case 'close':
      return role === 'device';
    default:
      return assertNever(type);
  }
}

function withKeys(signers: Signer[], entry: Entry, leaf: Leaf, sha256: Sha256): Signer[] | null {
  if (entry.type === 'key.add') {
    const key = publicKeyOfX(entry.key, sha256);
    if (key === null || signers.length >= KEYS_MAX) return null;
    if (signers.some((one) => one.kid === key.kid)) return null;
    const { role, store } = entry;
    return [...signers, { kid: key.kid, x: key.x, role, store, active: true, next: 0, prev: leaf }];
  }
  if (entry.type !== 'key.revoke') return signers;
  const known = signers.some((one) => one.kid === entry.kid && one.active);
  return known ? signers.map((one) => (one.kid === entry.kid ? { ...one, active: false } : one)) : null;
}

export interface Appended {
  sealed: SealedEntry;
  /** Its place among the leaves. */
  index: number;
  head: LogHead;
}

/**
 * Signs the next entry of this key. Throws where it may not come next: the caller holds the newest head, inside the
 * transaction in which it keeps the new one, so a refusal is a broken invariant.
 */
export function append(head: LogHead, draft: Draft, key: SigningKey, sha256: Sha256): Appended {
  const sealed = sealEntry(placed(head, draft, key), key, sha256);
  const next = admit(head, sealed, sha256);
  if (!next.ok) throw new Error(`broken invariant: an entry that may not come next (${next.why})`);
  return { sealed, index: head.tree.size, head: next.value };
}

function placed(head: LogHead, draft: Draft, { kid }: SigningKey): Entry {
  if (draft.type === 'open') return { ...draft, seq: 0, prev: '' };
  const signer = head.signers.find((one) => one.kid === kid);
  if (signer === undefined) throw new Error('broken invariant: a key that is not in the log');
  return { ...draft, seq: signer.next, prev: signer.prev };
}

/** 32 bytes. */
export function rootOfLog(head: LogHead, sha256: Sha256): Uint8Array {
  return rootOf(head.tree, sha256);
}

function bytesOf(hash: string): Uint8Array {
  const bytes = fromBase64Url(hash);
  if (bytes === null) throw new Error('broken invariant: a hash is base64url');
  return bytes;
}

const StoredHeadSchema = z.object({
  log: LeafSchema.nullable(),
  size: z.int().min(0),
  heads: z.array(Bytes32Schema),
  signers: z.array(
    z.object({
      kid: KidSchema,
      x: KeyXSchema,
      role: RoleSchema,
      store: KeyStoreSchema,
      active: z.boolean(),
      next: z.int().min(0),
      prev: LeafSchema,
    }),
  ),
});

/** As one text for a database row. */
export function writeHead({ log, tree, signers }: LogHead): string {
  return JSON.stringify({ log, size: tree.size, heads: tree.heads.map(toBase64Url), signers });
}

/** Null for what `writeHead` did not write. */
export function readHead(text: string): LogHead | null {
  const read = StoredHeadSchema.safeParse(jsonOf(text));
  if (!read.success) return null;
  const { log, size, heads, signers } = read.data;
  return { log, tree: { size, heads: heads.map(bytesOf) }, signers };
}
