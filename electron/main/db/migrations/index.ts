/** All migrations, in order. One that was released is never edited: a change is the next number. */
import { START } from './001-start';
import { WEEK } from './002-week';
import { IMPORTS } from './003-imports';
import { EVIDENCE } from './004-evidence';
import { SYNC } from './005-sync';

export interface Migration {
  /** 1, 2, 3 …: `user_version` once it has run. */
  number: number;
  name: string;
  /** The statements, frozen; they run inside one transaction, with foreign keys off. */
  sql: string;
}

export const MIGRATIONS: readonly Migration[] = [START, WEEK, IMPORTS, EVIDENCE, SYNC];
