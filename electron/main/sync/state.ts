/** What the window is shown of the sync: counts, states, and what the client has set, read from the log. SPEC: SY15. */
import type { EntryOf } from '../../../domain/entry';
import { fingerprintWords } from '../../../domain/fingerprint';
import type { ContractId } from '../../../domain/ids';
import type { Kid, PublicKey } from '../../../domain/keys';
import type { CommandOutput, Sync, SyncContract } from '../../contract';
import type { LogRow, LogsTable, ToldEntry } from '../db/logs-table';
import type { Shared, SyncTable } from '../db/sync-table';
import { ownEntry } from '../sealer-pen';
import type { Correspondence } from './correspondence';
import type { EngineState } from './engine';
import type { ServerLink } from './server-link';

export interface StateDeps {
  sync: Pick<SyncTable, 'list' | 'refused' | 'pictures' | 'ordered'>;
  logs: Pick<LogsTable, 'newest' | 'told' | 'textsAbout'>;
  correspondence: Pick<Correspondence, 'unanswered' | 'open'>;
}

export interface LinkedServer {
  link: ServerLink;
  key: PublicKey;
}

export function createSyncState(deps: StateDeps) {
  /** What the client set does not change while the log does not grow. */
  const known = new Map<ContractId, { log: number; size: number; set: SyncContract['set'] }>();

  function setIn(row: LogRow, server: Kid): SyncContract['set'] {
    const before = known.get(row.contractId);
    const { size } = row.head.tree;
    if (before?.log === row.id && before.size === size) return before.set;
    const set = setBy(deps.logs.told(row.id), row, server, deps.logs);
    known.set(row.contractId, { log: row.id, size, set });
    return set;
  }

  function contractOf(shared: Shared, server: LinkedServer | null, engine: EngineState): SyncContract {
    const { contractId, isOn, fields, presence, sent, receivedAt, held } = shared;
    const row = deps.logs.newest(contractId);
    const isThis = row !== null && row.log === shared.log;
    const queued = isThis ? Math.max(0, row.head.tree.size - sent) : 0;
    const isInForce = row === null || !isThis || deps.sync.ordered(row) !== null;
    const isCounted = isOn && isInForce && server !== null && server.key.kid === shared.server;
    return {
      contractId,
      on: isCounted,
      fields,
      presence,
      sent,
      queued: isCounted ? queued : 0,
      pictures:
        isCounted && queued > 0 && fields.includes('picture') ? deps.sync.pictures(shared.log, sent) : 0,
      receivedAt,
      state: stateOf(shared, isCounted, isThis, queued, engine),
      held,
      set: isThis ? setIn(row, shared.server) : NOTHING,
      unanswered: deps.correspondence.unanswered(contractId),
      disputes: deps.correspondence.open(contractId),
    };
  }

  return (server: LinkedServer | null, contactAt: number | null, engine: EngineState): Sync => ({
    server: server && {
      url: server.link.url,
      kid: server.key.kid,
      words: fingerprintWords(server.key.kid),
      account: server.link.account,
      linkedAt: server.link.linkedAt,
      contactAt,
    },
    ...(server === null ? OFF : engine),
    contracts: deps.sync.list().map((shared) => contractOf(shared, server, engine)),
    refused: deps.sync.refused(),
  });
}

const OFF = { state: 'off', waitingFor: null, problem: null, nextAt: null, offlineSince: null } as const;
const NOTHING: SyncContract['set'] = { limit: null, paused: null, terms: null, billing: null };

function stateOf(
  { state, held }: Shared,
  isCounted: boolean,
  isThis: boolean,
  queued: number,
  engine: EngineState,
): SyncContract['state'] {
  if (state !== 'sound') return state;
  if (!isCounted) return 'off';
  if (!isThis) return 'elsewhere';
  if (held !== null) return 'held';
  if (queued === 0) return 'current';
  return engine.state === 'sending' || engine.state === 'idle' ? 'sending' : 'waiting';
}

/** The newest word of the server's key on each. */
function setBy(
  told: readonly ToldEntry[],
  row: LogRow,
  server: Kid,
  logs: Pick<LogsTable, 'textsAbout'>,
): SyncContract['set'] {
  const set = { ...NOTHING };
  let attested: { leaf: string; at: number; from: number } | null = null;
  for (const { leaf, number, line } of told) {
    if (kidOf(line) !== server) continue;
    const entry = ownEntry(line);
    switch (entry.type) {
      case 'limit':
        set.limit = { at: entry.at, from: entry.from, limitSeconds: entry.limit ?? null };
        break;
      case 'pause':
        set.paused = { at: entry.at, from: entry.from };
        break;
      case 'resume':
        set.paused = null;
        break;
      case 'terms':
        set.terms = { at: entry.at, from: entry.from, ...termsOf(entry, row, number, logs) };
        break;
      case 'attest':
        if (entry.what === 'billing') attested = { leaf, at: entry.at, from: entry.from };
        break;
      case 'withdraw':
        if (attested?.leaf === entry.target) attested = null;
        break;
      default:
        break;
    }
  }
  set.billing = attested && { at: attested.at, from: attested.from };
  return set;
}

function termsOf(
  { terms }: EntryOf<'terms'>,
  row: LogRow,
  number: number,
  logs: Pick<LogsTable, 'textsAbout'>,
): { manual: boolean; tags: string[]; tagRequired: boolean } {
  const tags = logs.textsAbout(row.id, number).get('tags')?.value;
  return {
    manual: terms.manual === 1,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    tagRequired: terms.tagRequired === 1,
  };
}

/** The header's text is fixed: the key's name stands in it. */
function kidOf(line: string): string | null {
  const head = Buffer.from(line.slice(0, line.indexOf('.')), 'base64url').toString('utf8');
  return /"kid":"([A-Za-z0-9_-]{43})"/.exec(head)?.[1] ?? null;
}

/** Of the slices in [from, to), which the server has. */
export function receivedOf(
  sync: Pick<SyncTable, 'refused' | 'slices'>,
  { from, to }: { from: number; to: number },
): CommandOutput<'sync.received'> {
  const refused = new Set(sync.refused().map(({ sliceId }) => sliceId));
  return sync.slices(from, to).map(({ sliceId, contractId, number, sent, receipt }) => ({
    sliceId,
    contractId,
    state: number !== null && number < sent ? 'received' : refused.has(sliceId) ? 'refused' : 'queued',
    at: receipt?.receivedAt ?? null,
  }));
}
