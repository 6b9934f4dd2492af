/**
 * The evidence as the client and the mediator take it home: the same bundle that the app makes, of what is shared, with the
 * head and the manifest signed by the server. Promises: it was verified with the freelancer's own key before it left; one
 * is made at a time; memory grows neither with the pictures nor with the file, which lies on the disk while it is sent and
 * is gone afterwards, whatever happens. SPEC: SV75, SV76; decision 151.
 */
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
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
import type { BundleOutcome, BundleTask } from '../../node/bundle/task';
import { NOT_FOUND, Refusal } from '../http/handler';
import type { Parts } from '../parts';
import { openBundleSource, type ServerSource } from './bundle-source';
import { type Answers, makeHere, makeInThread } from './bundle-work';

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
  | 'logs'
  | 'folder'
  | 'pictures'
  | 'key'
  | 'crypto'
  | 'version'
  | 'random'
  | 'log'
  | 'verifierPage'
  | 'program'
>;

/** Of a log that something was taken from while the bundle was made it is made anew, so often. */
const TRIES = 3;
/** Bundles that wait for their turn. */
const WAITING_MAX = 8;

export class Bundles {
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private readonly folder: string;

  constructor(private readonly parts: BundleParts) {
    this.folder = join(parts.folder, 'bundles');
  }

  /** What a server that was killed has left. */
  async sweep(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The whole file as a stream. `signal`: whoever asked has gone. */
  async make(wish: BundleWish, now: number, signal: AbortSignal): Promise<Readable | Refusal> {
    if (this.waiting >= WAITING_MAX) return BUSY;
    this.waiting++;
    const made = this.turn.then(() => (signal.aborted ? GONE : this.makeNow(wish, now, signal)));
    this.turn = made.catch(() => undefined);
    return made.finally(() => {
      this.waiting--;
    });
  }

  private async makeNow(wish: BundleWish, now: number, signal: AbortSignal): Promise<Readable | Refusal> {
    const { contract } = wish;
    await this.parts.logs.seal(contract, now);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, `${toHex(this.parts.random(16))}.part`);
    try {
      for (let tried = 0; tried < TRIES; tried++) {
        const task = await this.taskOf(wish);
        if (task === null) return NOT_FOUND;
        const outcome = await this.write(path, task, signal);
        if (outcome.outcome !== 'changed') return await this.given(outcome, path, contract);
        await rm(path, { force: true });
      }
      return CHANGING;
    } catch (error) {
      await rm(path, { force: true });
      if (signal.aborted) return GONE;
      throw error;
    }
  }

  /** Null: there is no such log. */
  private async taskOf(wish: BundleWish): Promise<BundleTask | null> {
    const { contract, language } = wish;
    const source = openBundleSource(this.parts.folder, contract, this.parts.pictures);
    try {
      return await this.parts.logs.read(contract, ({ ledger, head }): BundleTask | null => {
        // Whoever opened the log is the freelancer; everybody else came by an entry of theirs.
        const opener = head.signers[0]?.x;
        if (head.log === null || opener === undefined) return null;
        return {
          contract,
          log: head.log,
          scope: scopeOf(wish, ledger, source),
          note: '',
          language,
          app: this.parts.version,
          trusted: [opener],
          server: this.parts.key.x,
          report: false,
          page: this.parts.verifierPage,
          // It is for the reader to judge: what the server will not vouch for is said by their verifier too.
          evenUnproven: true,
        };
      });
    } finally {
      source.close();
    }
  }

  private write(path: string, task: BundleTask, signal: AbortSignal): Promise<BundleOutcome> {
    const { folder, pictures, program } = this.parts;
    const { contract } = task;
    const answers: Answers = {
      picture: (sha256) => pictures.raw(contract, sha256),
      manifest: async (sha256) => this.signed(task, sha256),
    };
    const work = { folder, path, task };
    return program === null ? makeHere(work, answers) : makeInThread(program, work, answers, signal);
  }

  /** The text is made here: whatever the thread says, nothing else than a manifest is signed. */
  private signed({ contract, log }: BundleTask, hash: Uint8Array): string {
    const { key, crypto } = this.parts;
    const origin = originOfLog(contract, log);
    const text = manifestNoteText(origin, hash);
    const signature = key.sign(toUtf8(text));
    return writeNote(text, [{ key: { name: origin, publicKey: key.bytes }, signature }], crypto.sha256);
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
const BUSY = new Refusal(429, 'busy', 'Others are waiting for their evidence. Ask again in a minute.');
const CHANGING = new Refusal(503, 'bundle-changing', 'The log changes all the while. Ask again in a moment.');

/**
 * What is told of the range: of the wished fields those of which the server has everything that stands, because a bundle
 * that says it tells a field and does not is broken (DS4). What was never shared is withheld, and said to be.
 */
export function scopeOf(
  { from, to, fields }: Pick<BundleWish, 'from' | 'to' | 'fields'>,
  ledger: Pick<Ledger, 'segments'>,
  source: Pick<ServerSource, 'told'>,
): Scope {
  const told = source.told(from, to);
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
