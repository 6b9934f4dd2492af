/**
 * What every part of the server is given: where it keeps things, its key, its clock, its chance, and the other parts. All
 * of it is made in one place (assemble.ts), so that a test can hold any of it still.
 */
import type Sqlite from 'better-sqlite3';
import type { VerifierCrypto } from '../domain/crypto';
import type { SigningKey } from '../domain/keys';
import type { Links } from './access/links';
import type { Looks } from './access/looks';
import type { People } from './access/people';
import type { Hub } from './events';
import type { Logs } from './log/logs';
import type { Pictures } from './pictures/pictures';

/** Structured lines. What is given is written down as it is: never a token, a password, a memo, an address of a link. */
export interface ServerLog {
  info(facts: Readonly<Record<string, unknown>>, text: string): void;
  warn(facts: Readonly<Record<string, unknown>>, text: string): void;
  error(facts: Readonly<Record<string, unknown>>, text: string): void;
}

/** Known before anything is open. */
export interface Base {
  /** Migrated, with its pragmas set: server/store/database.ts. One connection; one thread. */
  sqlite: Sqlite.Database;
  /** Of all data. */
  folder: string;
  /** The server's own, Ed25519. */
  key: SigningKey;
  /** 32 bytes that wrap the keys of pictures and days at rest; never told to anybody. */
  dataKey: Uint8Array;
  crypto: VerifierCrypto;
  /** Wall ms. */
  now(): number;
  /** So many bytes nobody can guess. */
  random(bytes: number): Uint8Array;
  /** Where people reach the server, without a slash at its end. */
  publicUrl: string;
  version: string;
  log: ServerLog;
  /** Null: no mail is sent. `smtp`: its address, with user and password. */
  mail: { smtp: string; from: string } | null;
  /** Where the verifier's page is, which goes into every bundle; null: it was not built. */
  verifierPage: string | null;
  /** The built program itself, for threads of it; null: it runs from its sources, without threads. */
  program: string | null;
  /** A marketplace's fee in hundredths of a percent, where there is one. */
  fee: number;
  /**
   * Runs the work again and again, never twice at a time, and stops with the server; what it throws is logged. The first
   * time is when the server starts, before it answers.
   */
  every(name: string, ms: number, work: () => Promise<void>): void;
}

export interface Parts extends Base {
  hub: Hub;
  logs: Logs;
  looks: Looks;
  links: Links;
  people: People;
  pictures: Pictures;
}
