/** Accounts in SQLite. Each method runs in one go on the one connection, so nothing comes between its statements. */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { ContractIdSchema } from '../../domain/ids';
import { KeyXSchema, KidSchema } from '../../domain/keys';
import { AccountIdSchema, RoleOnContractSchema } from '../../domain/protocol-shared';
import type { Account, AccountStore, Device, Joined, MembershipStore, Passkey } from './account-store';

/** Of a code, the right one included. */
const TRIES_MAX = 5;

const AccountRow = z
  .object({
    id: AccountIdSchema,
    name: z.string(),
    email: z.string(),
    language: z.enum(['en', 'fr']),
    password: z.string().nullable(),
    created_at: z.int(),
  })
  .transform(({ created_at, ...rest }) => ({ ...rest, createdAt: created_at }));

const PasskeyRow = z
  .object({
    account_id: AccountIdSchema,
    id: z.string(),
    public_key: z.instanceof(Uint8Array),
    counter: z.int(),
    transports: z.string(),
    name: z.string(),
    created_at: z.int(),
    used_at: z.int().nullable(),
  })
  .transform((row) => ({
    account: row.account_id,
    passkey: {
      id: row.id,
      publicKey: new Uint8Array(row.public_key),
      counter: row.counter,
      transports: row.transports === '' ? [] : row.transports.split(','),
      name: row.name,
      createdAt: row.created_at,
      usedAt: row.used_at,
    },
  }));

const LinkRow = z
  .object({
    kind: z.enum(['setup', 'account', 'client', 'mediator']),
    contract_id: ContractIdSchema.nullable(),
    week: z.int().nullable(),
    name: z.string(),
    from_name: z.string().nullable(),
    until: z.int(),
    used_at: z.int().nullable(),
  })
  .transform(({ contract_id, from_name, used_at, ...rest }) => ({
    ...rest,
    contract: contract_id,
    from: from_name,
    usedAt: used_at,
  }));

const SessionRow = z
  .object({
    account_id: AccountIdSchema,
    csrf: z.string(),
    created_at: z.int(),
    seen_at: z.int(),
    until: z.int(),
  })
  .transform((row) => ({
    account: row.account_id,
    csrf: row.csrf,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    until: row.until,
  }));

const DeviceRow = z
  .object({
    id: z.string(),
    account_id: AccountIdSchema,
    key: KeyXSchema,
    kid: KidSchema,
    name: z.string(),
    paired_at: z.int(),
    seen_at: z.int().nullable(),
    revoked_at: z.int().nullable(),
  })
  .transform(
    (row): Device => ({
      id: row.id,
      account: row.account_id,
      key: row.key,
      kid: row.kid,
      name: row.name,
      pairedAt: row.paired_at,
      seenAt: row.seen_at,
      revokedAt: row.revoked_at,
    }),
  );

const MembershipRow = z
  .object({
    contract_id: ContractIdSchema,
    role: RoleOnContractSchema,
    week: z.int().nullable(),
    until: z.int().nullable(),
  })
  .transform(({ contract_id, ...rest }) => ({ contract: contract_id, ...rest }));

const DEVICE = 'id, account_id, key, kid, name, paired_at, seen_at, revoked_at';
const ACCOUNT = 'id, name, email, language, password, created_at';

export class SqliteAccounts implements AccountStore, MembershipStore {
  private readonly statements = new Map<string, Sqlite.Statement>();

  constructor(private readonly sqlite: Sqlite.Database) {}

  async count() {
    return z.object({ n: z.int() }).parse(this.sql('SELECT count(*) AS n FROM accounts').get()).n;
  }

  async account(id: string) {
    return one(AccountRow, this.sql(`SELECT ${ACCOUNT} FROM accounts WHERE id = ?`).get(id));
  }

  async byEmail(email: string) {
    return one(AccountRow, this.sql(`SELECT ${ACCOUNT} FROM accounts WHERE email = ?`).get(email));
  }

  async setAccount(id: string, { name, language }: Pick<Account, 'name' | 'language'>) {
    this.sql('UPDATE accounts SET name = ?, language = ? WHERE id = ?').run(name, language, id);
  }

  async setPassword(id: string, password: string) {
    this.sql('UPDATE accounts SET password = ? WHERE id = ?').run(password, id);
  }

  async passkeys(account: string) {
    return this.sql('SELECT * FROM passkeys WHERE account_id = ? ORDER BY created_at, rowid')
      .all(account)
      .map((row) => PasskeyRow.parse(row).passkey);
  }

  async passkey(id: string) {
    return one(PasskeyRow, this.sql('SELECT * FROM passkeys WHERE id = ?').get(id));
  }

  async addPasskey(account: string, passkey: Passkey) {
    return this.insertPasskey(account, passkey);
  }

  async usedPasskey(id: string, counter: number, now: number) {
    this.sql('UPDATE passkeys SET counter = ?, used_at = ? WHERE id = ?').run(counter, now, id);
  }

  async removePasskey(account: string, id: string) {
    const removed = this.sql(
      `DELETE FROM passkeys WHERE id = :id AND account_id = :account AND (
         (SELECT count(*) FROM passkeys WHERE account_id = :account) > 1
         OR (SELECT password FROM accounts WHERE id = :account) IS NOT NULL)`,
    ).run({ id, account });
    return removed.changes === 1;
  }

  async putChallenge(challenge: string, purpose: string, until: number) {
    this.sql('INSERT INTO challenges (challenge, purpose, until) VALUES (?, ?, ?)').run(
      challenge,
      purpose,
      until,
    );
  }

  async takeChallenge(challenge: string, now: number) {
    const row = this.sql('DELETE FROM challenges WHERE challenge = ? RETURNING purpose, until').get(
      challenge,
    );
    const taken = one(z.object({ purpose: z.string(), until: z.int() }), row);
    return taken !== null && taken.until > now ? taken.purpose : null;
  }

  async putLink(token: string, link: Parameters<AccountStore['putLink']>[1]) {
    this.sql(
      `INSERT INTO invitations (token, kind, contract_id, week, name, from_name, until)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ).run(token, link.kind, link.contract, link.week, link.name, link.from, link.until);
  }

  async link(token: string) {
    return this.linkAt(token);
  }

  async dropLinks(kind: string) {
    this.sql('DELETE FROM invitations WHERE kind = ? AND used_at IS NULL').run(kind);
  }

  async register(account: Account, passkey: Passkey | null, token: string, now: number): Promise<Joined> {
    return this.joining(() => {
      if (!this.isOpen(token, now)) return 'spent';
      const added = this.sql(`INSERT OR IGNORE INTO accounts (${ACCOUNT}) VALUES (?, ?, ?, ?, ?, ?)`).run(
        account.id,
        account.name,
        account.email,
        account.language,
        account.password,
        account.createdAt,
      );
      if (added.changes === 0) return 'email';
      if (passkey !== null && !this.insertPasskey(account.id, passkey)) throw new Taken();
      return this.follow(account.id, token, now);
    });
  }

  async join(account: string, token: string, now: number): Promise<Joined> {
    return this.joining(() => (this.isOpen(token, now) ? this.follow(account, token, now) : 'spent'));
  }

  async putSession(token: string, session: Parameters<AccountStore['putSession']>[1]) {
    this.sql(
      'INSERT INTO sessions (token, account_id, csrf, created_at, seen_at, until) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(token, session.account, session.csrf, session.createdAt, session.seenAt, session.until);
  }

  async session(token: string, now: number) {
    return one(SessionRow, this.sql('SELECT * FROM sessions WHERE token = ? AND until > ?').get(token, now));
  }

  async seenSession(token: string, seenAt: number, until: number) {
    this.sql('UPDATE sessions SET seen_at = ?, until = ? WHERE token = ?').run(seenAt, until, token);
  }

  async endSession(token: string) {
    this.sql('DELETE FROM sessions WHERE token = ?').run(token);
  }

  async endSessions(account: string, except: string | null) {
    this.sql('DELETE FROM sessions WHERE account_id = ? AND token IS NOT ?').run(account, except);
  }

  async putCode(code: string, account: string, until: number) {
    this.inOne(() => {
      // The newest code is the one on the screen.
      this.sql('DELETE FROM pairing_codes WHERE account_id = ?').run(account);
      this.sql('INSERT INTO pairing_codes (code, account_id, until) VALUES (?, ?, ?)').run(
        code,
        account,
        until,
      );
    });
  }

  async tryCode(code: string, now: number) {
    const row = this.sql(
      `UPDATE pairing_codes SET tries = tries + 1 WHERE code = ? AND until > ? AND tries < ${TRIES_MAX}
       RETURNING account_id`,
    ).get(code, now);
    return one(z.object({ account_id: AccountIdSchema }), row)?.account_id ?? null;
  }

  async pair(code: string, token: string, device: Device) {
    return this.inOne(() => {
      if (this.sql('DELETE FROM pairing_codes WHERE code = ?').run(code).changes === 0) return false;
      this.sql(`INSERT INTO devices (token, ${DEVICE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        token,
        device.id,
        device.account,
        device.key,
        device.kid,
        device.name,
        device.pairedAt,
        device.seenAt,
        device.revokedAt,
      );
      return true;
    });
  }

  async devices(account: string) {
    return this.sql(`SELECT ${DEVICE} FROM devices WHERE account_id = ? ORDER BY paired_at DESC, rowid DESC`)
      .all(account)
      .map((row) => DeviceRow.parse(row));
  }

  async deviceOf(token: string) {
    return one(
      DeviceRow,
      this.sql(`SELECT ${DEVICE} FROM devices WHERE token = ? AND revoked_at IS NULL`).get(token),
    );
  }

  async seenDevice(id: string, now: number) {
    this.sql('UPDATE devices SET seen_at = ? WHERE id = ?').run(now, id);
  }

  async revokeDevice(account: string, id: string, now: number) {
    const revoked = this.sql(
      'UPDATE devices SET revoked_at = ? WHERE id = ? AND account_id = ? AND revoked_at IS NULL',
    ).run(now, id, account);
    return revoked.changes === 1;
  }

  async sweep(now: number) {
    for (const table of ['sessions', 'challenges', 'pairing_codes']) {
      this.sql(`DELETE FROM ${table} WHERE until <= ?`).run(now);
    }
  }

  async exists(contract: string) {
    return this.sql('SELECT 1 FROM contracts WHERE id = ?').get(contract) !== undefined;
  }

  async membership(contract: string, account: string, now: number) {
    const row = this.sql(
      `SELECT contract_id, role, week, until FROM memberships
       WHERE contract_id = ? AND account_id = ? AND (until IS NULL OR until > ?)`,
    ).get(contract, account, now);
    return one(MembershipRow, row);
  }

  async memberships(account: string, now: number) {
    return this.sql(
      `SELECT contract_id, role, week, until FROM memberships
       WHERE account_id = ? AND (until IS NULL OR until > ?) ORDER BY rowid`,
    )
      .all(account, now)
      .map((row) => MembershipRow.parse(row));
  }

  private linkAt(token: string) {
    return one(
      LinkRow,
      this.sql(
        'SELECT kind, contract_id, week, name, from_name, until, used_at FROM invitations WHERE token = ?',
      ).get(token),
    );
  }

  private isOpen(token: string, now: number): boolean {
    const link = this.linkAt(token);
    if (link === null || link.usedAt !== null || link.until <= now) return false;
    return link.kind !== 'setup' || this.sql('SELECT 1 FROM accounts').get() === undefined;
  }

  /** Throws `Taken` where nothing of the transaction may stay. */
  private follow(account: string, token: string, now: number): Joined {
    const link = this.linkAt(token);
    if (link === null) throw new Taken();
    this.sql('UPDATE invitations SET used_at = ? WHERE token = ?').run(now, token);
    if (link.kind !== 'client' && link.kind !== 'mediator') return 'joined';
    const until = link.kind === 'mediator' ? link.until : null;
    const here = this.sql('SELECT role FROM memberships WHERE contract_id = ? AND account_id = ?').get(
      link.contract,
      account,
    );
    const role = one(z.object({ role: RoleOnContractSchema }), here)?.role;
    // One account has one part in a contract: who is a party judges no dispute, and nobody is their own client.
    if (role !== undefined && role !== link.kind) throw new Party();
    // The freelancer makes the links: a second client would be whoever they like, and approve in the name of the first.
    const hasClient = `SELECT 1 FROM memberships WHERE contract_id = ? AND role = 'client' AND account_id <> ?`;
    if (link.kind === 'client' && this.sql(hasClient).get(link.contract, account) !== undefined)
      throw new HasClient();
    this.sql(
      `INSERT INTO memberships (contract_id, account_id, role, week, until) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET week = excluded.week, until = excluded.until`,
    ).run(link.contract, account, link.kind, link.week, until);
    return 'joined';
  }

  private insertPasskey(account: string, passkey: Passkey): boolean {
    const added = this.sql(
      `INSERT OR IGNORE INTO passkeys (id, account_id, public_key, counter, transports, name, created_at, used_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      passkey.id,
      account,
      Buffer.from(passkey.publicKey),
      passkey.counter,
      passkey.transports.join(','),
      passkey.name,
      passkey.createdAt,
      passkey.usedAt,
    );
    return added.changes === 1;
  }

  private joining(work: () => Joined): Joined {
    try {
      return this.inOne(work);
    } catch (error) {
      if (error instanceof Taken) return 'spent';
      if (error instanceof Party) return 'party';
      if (error instanceof HasClient) return 'taken';
      throw error;
    }
  }

  private inOne<T>(work: () => T): T {
    return this.sqlite.transaction(work).immediate();
  }

  private sql(text: string): Sqlite.Statement {
    const known = this.statements.get(text);
    if (known !== undefined) return known;
    const statement = this.sqlite.prepare(text);
    this.statements.set(text, statement);
    return statement;
  }
}

/** Undo the transaction they are thrown in. */
class Taken extends Error {}
class Party extends Error {}
class HasClient extends Error {}

function one<T extends z.ZodType>(schema: T, row: unknown): z.output<T> | null {
  return row === undefined ? null : schema.parse(row);
}
