/**
 * The evidence as the client and the mediator take it home: the same bundle that the app makes, of what is shared, with the
 * head and the manifest signed by the server. Promises: it was verified with the freelancer's own key before it left; one
 * is made at a time; memory grows neither with the pictures nor with the file, which lies on the disk while it is sent and
 * is gone afterwards, whatever happens. SPEC: SV75, SV76; decision 151.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { assertNever } from '../../domain/assert';
import { ALWAYS_DISCLOSED, manifestNoteText, type Scope } from '../../domain/bundle';
import { toHex, toUtf8 } from '../../domain/bytes';
import { originOfLog } from '../../domain/checkpoint';
import { FIELD_KINDS, type FieldKind, fieldNames, kindOfField } from '../../domain/field';
import type { ContractId } from '../../domain/ids';
import { writeNote } from '../../domain/signed-note';
import type { Ledger } from '../../domain/verify-ledger';
import { makeBundleIn } from '../../node/bundle/make';
import type { Ask, BundleOutcome, BundleTask } from '../../node/bundle/task';
import { Refusal } from '../http/handler';
import type { Parts } from '../parts';
import { openBundleSource, type ServerSource } from './bundle-source';

export interface BundleWish {
  contract: ContractId;
  /** Whole slots in Unix seconds, [from, to). */
  from: number;
  to: number;
  /** What may be told; of it, that is told of which nothing is missing in the range. */
  fields: ReadonlySet<FieldKind> | 'all';
  language: BundleTask['language'];
}

type BundleParts = Pick<
  Parts,
  'logs' | 'folder' | 'pictures' | 'key' | 'crypto' | 'version' | 'random' | 'log' | 'verifierPage'
>;

/** Of a log that something was taken from while the bundle was made it is made anew, so often. */
const TRIES = 3;

export class Bundles {
  private turn: Promise<unknown> = Promise.resolve();
  private readonly folder: string;

  constructor(private readonly parts: BundleParts) {
    this.folder = join(parts.folder, 'bundles');
  }

  /** What a server that was killed has left. */
  async sweep(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The whole file as a stream. `signal`: whoever asked has gone. */
  make(wish: BundleWish, now: number, signal: AbortSignal): Promise<Readable | Refusal> {
    const made = this.turn.then(() => (signal.aborted ? GONE : this.makeNow(wish, now)));
    this.turn = made.catch(() => undefined);
    return made;
  }

  private async makeNow(wish: BundleWish, now: number): Promise<Readable | Refusal> {
    const { contract } = wish;
    await this.parts.logs.seal(contract, now);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${toHex(this.parts.random(16))}.part`);
    const source = openBundleSource(this.parts.folder, contract, this.parts.pictures);
    try {
      for (let tried = 0; tried < TRIES; tried++) {
        const outcome = await this.write(path, wish, source);
        if (outcome === null) return NONE;
        if (outcome.outcome === 'changed') continue;
        return this.given(outcome, path, contract);
      }
      return CHANGING;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      source.close();
    }
  }

  /** Null: there is no such log. */
  private async write(path: string, wish: BundleWish, source: ServerSource): Promise<BundleOutcome | null> {
    const { crypto, version, verifierPage } = this.parts;
    const facts = await this.parts.logs.read(wish.contract, ({ ledger, head }) => ({
      log: head.log,
      // Whoever opened the log is the freelancer; everybody else came by an entry of theirs.
      opener: head.signers[0]?.x,
      scope: scopeOf(wish, ledger, source),
    }));
    if (facts === null || facts.log === null || facts.opener === undefined) return null;
    const { log, opener, scope } = facts;
    const task: BundleTask = {
      contract: wish.contract,
      log,
      scope,
      note: '',
      language: wish.language,
      app: version,
      trusted: [opener],
      server: this.parts.key.x,
      report: false,
      page: verifierPage,
      // It is for the reader to judge: what the server will not vouch for is said by their verifier too.
      evenUnproven: true,
    };
    await rm(path, { force: true });
    const file = await open(path, 'wx+', 0o600);
    try {
      return await makeBundleIn(file, task, {
        source,
        crypto,
        ask: async (ask) => this.answer(ask, task, source),
        pdf: () => Promise.reject(new Error('broken invariant: the server prints no report')),
        progress: () => undefined,
      });
    } finally {
      await file.close();
    }
  }

  private answer(ask: Ask, { contract, log }: BundleTask, source: ServerSource): string {
    switch (ask.what) {
      case 'checkpoint':
        return source.checkpoint();
      case 'manifest': {
        const { key, crypto } = this.parts;
        const origin = originOfLog(contract, log);
        const text = manifestNoteText(origin, ask.sha256);
        const signature = key.sign(toUtf8(text));
        return writeNote(text, [{ key: { name: origin, publicKey: key.bytes }, signature }], crypto.sha256);
      }
      case 'final':
        // What is deleted here is gone with its entry: nothing waits for an undo.
        return '';
      case 'print':
        throw new Error('broken invariant: the server prints no report');
      default:
        return assertNever(ask);
    }
  }

  private async given(
    outcome: BundleOutcome,
    path: string,
    contract: ContractId,
  ): Promise<Readable | Refusal> {
    if (outcome.outcome === 'written') {
      if (outcome.verdict !== 'proven')
        this.parts.log.warn(
          { contract, verdict: outcome.verdict },
          'a bundle that is not proven was given out',
        );
      const stream = createReadStream(path);
      stream.once('close', () => void rm(path, { force: true }).catch(() => undefined));
      return stream;
    }
    await rm(path, { force: true });
    this.parts.log.warn({ contract, outcome: outcome.outcome }, 'a bundle could not be made');
    switch (outcome.outcome) {
      case 'too-large':
        return new Refusal(
          422,
          'bundle-large',
          'So much does not fit into one file: ask for a shorter range.',
        );
      case 'unreadable':
        return new Refusal(
          503,
          'picture-unreadable',
          'A picture cannot be read from the server’s disk. Whoever runs it should run `check`.',
        );
      case 'unproven':
      case 'failed':
        return new Refusal(
          503,
          'bundle-failed',
          'The bundle could not be made. Whoever runs the server should run `check`.',
        );
      case 'changed':
        return CHANGING;
      default:
        return assertNever(outcome);
    }
  }
}

const GONE = new Refusal(410, 'gone', 'Nobody waits for this any more.');
const NONE = new Refusal(404, 'not-found', 'There is no such thing, or it is not yours to see.');
const CHANGING = new Refusal(503, 'bundle-changing', 'The log changes all the while. Ask again in a moment.');

/**
 * What is told of the range: of the wished fields those of which the server has everything that stands, because a bundle
 * that says it tells a field and does not is broken (DS4). What was never shared is withheld, and said to be.
 */
export function scopeOf(
  { from, to, fields }: Pick<BundleWish, 'from' | 'to' | 'fields'>,
  ledger: Pick<Ledger, 'segments'>,
  source: Pick<ServerSource, 'disclosures'>,
): Scope {
  const told = new Set<string>();
  for (const { index, name, slot } of source.disclosures())
    if (slot !== null && slot >= from && slot < to) told.add(`${index} ${name}`);
  const missing = new Set<FieldKind>();
  for (const { entry, state, index, holders, lost } of ledger.segments) {
    if (state !== 'stands' || entry.slot < from || entry.slot >= to) continue;
    for (const name of fieldNames(entry) ?? []) {
      const kind = kindOfField(name);
      if (kind === null || lost?.has(Number(name.slice('picture.'.length)))) continue;
      if (!told.has(`${holders?.get(name) ?? index} ${name}`)) missing.add(kind);
    }
  }
  const kinds = FIELD_KINDS.filter(isScoped);
  return {
    from,
    to,
    fields: kinds.filter((kind) => !missing.has(kind) && (fields === 'all' || fields.has(kind))),
  };
}

function isScoped(kind: FieldKind): kind is Scope['fields'][number] {
  return !ALWAYS_DISCLOSED.some((one) => one === kind);
}
