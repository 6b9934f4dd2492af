/**
 * A contract that is shared: the first time its log gets the server's key before anything of it is sent; what of it is
 * shared is told to the server; and what a person wants to be tried again. SPEC: SY4, SY9.
 */
import type { FieldKind } from '../../../domain/field';
import type { ContractId } from '../../../domain/ids';
import type { LogsTable } from '../db/logs-table';
import type { Shared, SyncTable } from '../db/sync-table';
import type { Sealer } from '../sealer';
import type { LinkedServer } from './state';
import { Trouble, type Wire } from './wire';

export interface ShareDeps {
  logs: Pick<LogsTable, 'newest'>;
  sync: Pick<SyncTable, 'put'>;
  signer: Pick<Sealer, 'settle' | 'appendTo'>;
  now(): number;
}

/** Throws `Trouble`, and what the disk says. */
export async function shareNew(
  contractId: ContractId,
  { key }: LinkedServer,
  wanted: { fields: readonly FieldKind[]; presence: boolean },
  { logs, sync, signer, now }: ShareDeps,
): Promise<void> {
  await signer.settle(contractId);
  const row = logs.newest(contractId);
  const known = row?.head.signers.find(({ kid }) => kid === key.kid);
  if (known !== undefined && !known.active)
    throw new Trouble('refused', 'the key of this server was revoked in the log of this contract');
  const start = (log: Shared['log'], base: number): Shared => ({
    contractId,
    isOn: true,
    fields: [...wanted.fields],
    presence: wanted.presence,
    log,
    server: key.kid,
    base,
    sent: 0,
    sentHead: null,
    checkpoint: null,
    retell: null,
    state: 'sound',
    detail: '',
    held: null,
    receivedAt: null,
  });
  if (row !== null && known !== undefined) {
    sync.put(start(row.log, row.head.tree.size));
    return;
  }
  const added = signer.appendTo(
    contractId,
    { type: 'key.add', at: now(), key: key.x, role: 'server', store: 'unknown' },
    // A crash leaves both or neither: a log with the server's key is one that is shared.
    {
      keep: ({ head, index }) => {
        if (head.log !== null) sync.put(start(head.log, index + 1));
      },
    },
  );
  if (added === null) throw new Trouble('no-key', 'there is no log that can be signed');
}

/** The server is told what the client may see, whenever that is another than what it was told last. Throws `Trouble`. */
export async function tellSharing(
  { contractId, fields, presence }: Shared,
  sync: Pick<SyncTable, 'seen' | 'keepSeen'>,
  wire: Wire,
): Promise<void> {
  const sharing = { fields, presence };
  if (JSON.stringify(sync.seen(contractId, 'sharing')) === JSON.stringify(sharing)) return;
  await wire.ask('share', { params: { contract: contractId }, body: sharing });
  sync.keepSeen(contractId, 'sharing', sharing);
}

/** A person wants it to be tried again: what was refused, and every contract that was held. For one transaction. */
export function askAgain(refused: readonly number[], sync: Pick<SyncTable, 'again' | 'list' | 'put'>): void {
  for (const id of refused) sync.again(id);
  for (const shared of sync.list()) {
    // A log that contradicts what was seen is not believed because somebody asks again.
    if (shared.state === 'elsewhere' || shared.held !== null)
      sync.put({ ...shared, held: null, state: shared.state === 'elsewhere' ? 'sound' : shared.state });
  }
}
