/** Who is who, who looked, and links, in SQLite. */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import type { ContractId } from '../../domain/ids';
import { ACCESSES_AT_ONCE } from '../../domain/protocol-accounts';
import { AccountIdSchema, RoleOnContractSchema } from '../../domain/protocol-shared';
import type { Asker } from '../http/handler';
import { commitsOf } from '../store/commits';
import type { AccountStore } from './account-store';
import type { Links, NewLink } from './links';
import type { Look, Looks } from './looks';
import type { People } from './people';
import { hashOf, newToken } from './tokens';

/** The same look again within ten minutes is one. */
const AGAIN_MS = 600_000;

const PersonRow = z.object({
  account: AccountIdSchema,
  name: z.string(),
  email: z.string(),
  language: z.enum(['en', 'fr']),
});
const MemberRow = PersonRow.extend({
  role: RoleOnContractSchema,
  week: z.int().nullable(),
  until: z.int().nullable(),
});

export function sqlitePeople(sqlite: Sqlite.Database): People {
  const members = sqlite.prepare(
    `SELECT a.id AS account, a.name, a.email, a.language, m.role, m.week, m.until
     FROM memberships m JOIN accounts a ON a.id = m.account_id
     WHERE m.contract_id = ? ORDER BY m.role, m.rowid`,
  );
  const account = sqlite.prepare('SELECT id AS account, name, email, language FROM accounts WHERE id = ?');
  return {
    of: async (contract) => members.all(contract).map((row) => MemberRow.parse(row)),
    async account(id) {
      const row = account.get(id);
      return row === undefined ? null : PersonRow.parse(row);
    },
  };
}

export interface Accesses extends Looks {
  /** The latest first, before `before` (wall ms), at most 200. */
  list(contract: ContractId, before: number): Promise<Access[]>;
}

const AccessRow = z.object({
  at: z.int(),
  who: z.string(),
  role: RoleOnContractSchema,
  what: z.enum(['day', 'week', 'month', 'picture', 'bundle', 'timesheet', 'invoice']),
  of: z.int().nullable(),
});
type Access = z.infer<typeof AccessRow>;

export function sqliteAccesses(sqlite: Sqlite.Database): Accesses {
  const recent = sqlite.prepare(
    `SELECT 1 FROM accesses WHERE contract_id = ? AND account_id = ? AND what = ? AND of IS ? AND at > ?`,
  );
  const add = sqlite.prepare(
    'INSERT INTO accesses (contract_id, account_id, role, at, what, of) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const list = sqlite.prepare(
    `SELECT x.at, a.name AS who, x.role, x.what, x.of FROM accesses x JOIN accounts a ON a.id = x.account_id
     WHERE x.contract_id = ? AND x.at < ? ORDER BY x.at DESC, x.id DESC LIMIT ${ACCESSES_AT_ONCE}`,
  );
  return {
    async note(contract: ContractId, asker: Asker, what: Look, of: number | null, now: number) {
      if (asker.account === null || asker.role === null || asker.role === 'freelancer') return;
      const { account, role } = asker;
      const isKnown = () => recent.get(contract, account, what, of, now - AGAIN_MS) !== undefined;
      if (isKnown()) return;
      // A day's thumbnails come at once: their rows are one commit.
      await commitsOf(sqlite).run(() => {
        if (!isKnown()) add.run(contract, account, role, now, what, of);
      });
    },
    list: async (contract, before) => list.all(contract, before).map((row) => AccessRow.parse(row)),
  };
}

export function storedLinks(
  store: AccountStore,
  publicUrl: string,
  random: (bytes: number) => Uint8Array,
): Links {
  return {
    async make(link: NewLink) {
      const token = newToken(random);
      await store.putLink(hashOf(token), {
        kind: link.kind,
        contract: 'contract' in link ? link.contract : null,
        week: 'week' in link ? link.week : null,
        name: link.name,
        from: link.from,
        until: link.until,
      });
      // In the fragment: it is never sent, and stands in no log.
      return `${publicUrl}/join#${token}`;
    },
  };
}
