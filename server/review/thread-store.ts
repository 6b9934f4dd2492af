/**
 * Questions and answers about segments, and flags: what people say to each other, no evidence. What is written is on the
 * disk when the call returns; a port, so that another database can take its part.
 */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { type Leaf, LeafSchema } from '../../domain/entry';
import type { ContractId } from '../../domain/ids';
import {
  type AccountId,
  AccountIdSchema,
  type RoleOnContract,
  RoleOnContractSchema,
} from '../../domain/protocol-shared';

export interface Message {
  at: number;
  account: AccountId;
  role: RoleOnContract;
  text: string;
}

export interface StoredThread {
  leaf: Leaf;
  flagged: boolean;
  /** In the order in which they were written. */
  messages: readonly Message[];
  /** When anything of it was last said. */
  lastAt: number;
}

export interface ThreadStore {
  /** The latest first; segments of which nothing was said or flagged have none. */
  threads(contract: ContractId): Promise<StoredThread[]>;
  /** An empty one where nothing was said. */
  thread(contract: ContractId, leaf: Leaf): Promise<StoredThread>;
  /** The same words of the same person within a minute are the same message: a request that was sent twice. */
  say(contract: ContractId, leaf: Leaf, message: Message): Promise<void>;
  /** Safe to call twice. */
  flag(
    contract: ContractId,
    leaf: Leaf,
    by: { account: AccountId; at: number },
    flagged: boolean,
  ): Promise<void>;
}

const AGAIN_MS = 60_000;

const MessageRow = z.object({
  leaf: LeafSchema,
  account: AccountIdSchema,
  role: RoleOnContractSchema,
  at: z.int(),
  text: z.string(),
});
const FlagRow = z.object({ leaf: LeafSchema, at: z.int() });

export function openThreadStore(sqlite: Sqlite.Database): ThreadStore {
  const insert = sqlite.prepare(
    'INSERT INTO messages (contract_id, leaf, account_id, role, at, text) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const latest = sqlite.prepare(
    'SELECT 1 FROM messages WHERE contract_id = ? AND leaf = ? AND account_id = ? AND text = ? AND at > ?',
  );
  const columns = 'leaf, account_id AS account, role, at, text';
  const messages = sqlite.prepare(`SELECT ${columns} FROM messages WHERE contract_id = ? ORDER BY id`);
  const ofLeaf = sqlite.prepare(
    `SELECT ${columns} FROM messages WHERE contract_id = ? AND leaf = ? ORDER BY id`,
  );
  const flags = sqlite.prepare('SELECT leaf, at FROM flags WHERE contract_id = ?');
  const raise = sqlite.prepare(
    'INSERT INTO flags (contract_id, leaf, account_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const lower = sqlite.prepare('DELETE FROM flags WHERE contract_id = ? AND leaf = ?');

  const flagsOf = (contract: ContractId) => FlagRow.array().parse(flags.all(contract));

  return {
    async threads(contract) {
      const said = Map.groupBy(MessageRow.array().parse(messages.all(contract)), ({ leaf }) => leaf);
      const flagged = new Map(flagsOf(contract).map(({ leaf, at }) => [leaf, at]));
      return [...new Set([...said.keys(), ...flagged.keys()])]
        .map((leaf) => threadOf(leaf, said.get(leaf) ?? [], flagged.get(leaf)))
        .sort((a, b) => b.lastAt - a.lastAt || (a.leaf < b.leaf ? -1 : 1));
    },
    async thread(contract, leaf) {
      const own = flagsOf(contract).find((one) => one.leaf === leaf);
      return threadOf(leaf, MessageRow.array().parse(ofLeaf.all(contract, leaf)), own?.at);
    },
    async say(contract, leaf, { account, role, at, text }) {
      if (latest.get(contract, leaf, account, text, at - AGAIN_MS) !== undefined) return;
      insert.run(contract, leaf, account, role, at, text);
    },
    async flag(contract, leaf, { account, at }, flagged) {
      if (flagged) raise.run(contract, leaf, account, at);
      else lower.run(contract, leaf);
    },
  };
}

function threadOf(
  leaf: Leaf,
  rows: readonly z.output<typeof MessageRow>[],
  flaggedAt: number | undefined,
): StoredThread {
  return {
    leaf,
    flagged: flaggedAt !== undefined,
    messages: rows.map(({ account, role, at, text }) => ({ account, role, at, text })),
    lastAt: Math.max(flaggedAt ?? 0, ...rows.map(({ at }) => at)),
  };
}
