/** What happens to saves when the disk refuses them. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Slice } from '../../domain/slice';
import { connect } from '../../electron/main/db/connection';
import { attempt, faultOf } from '../../electron/main/db/faults';
import { addContract, aside, openSound } from '../support/database';
import { anIdle, aSlice, closed, MONDAY, newContract, newContractId, SLOT } from '../support/store-fixtures';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

/** Fills the file system to its last byte. */
function ballast(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const size of [65_536, 512, 1]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size));
      } catch {
        // Full for this size; the next is smaller.
      }
    }
  } finally {
    closeSync(file);
  }
}

describe('a full disk', () => {
  test.runIf(canMount)(
    '[ST12] a save leaves nothing where there is no space, and succeeds once there is',
    () => {
      const folder = tempFolder();
      mountSmall(folder, '2m');
      const database = openSound(folder);
      const { recorder } = database;
      const contract = addContract(database);
      const slice = aSlice(contract, SLOT);
      expect(recorder.save([slice], [])).toEqual({ outcome: 'saved' });

      const filler = join(folder, 'ballast');
      ballast(filler);
      // The log has some room of its own: save until it has none.
      let last = slice;
      let refused: Slice | null = null;
      for (let n = 0; n < 1_000 && refused === null; n++) {
        const next = { ...slice, memo: `${n}`.padEnd(400, '.') };
        const saved = recorder.save([next, closed(aSlice(contract, SLOT + 600 * (n + 1)))], []);
        if (saved.outcome === 'saved') last = next;
        else {
          expect(saved.reason).toBe('full');
          refused = next;
        }
      }
      expect(refused).not.toBeNull();
      expect(recorder.openSlices()).toEqual([last]);
      expect(openSound(folder).recorder.openSlices()).toEqual([last]);
      for (let n = 0; n < 3; n++) {
        expect(recorder.save([], [anIdle(contract, MONDAY)])).toMatchObject({ reason: 'full' });
        expect(recorder.pendingIdles()).toEqual([]);
      }
      expect(database.settings.write({ theme: 'dark' })).toMatchObject({ outcome: 'failed', reason: 'full' });
      expect(database.contracts.create(newContractId(), newContract(), MONDAY)).toMatchObject({
        reason: 'full',
      });
      expect(database.contracts.list()).toHaveLength(1);

      rmSync(filler);
      const newest = { ...slice, memo: 'there is space again' };
      expect(recorder.save([newest], [])).toEqual({ outcome: 'saved' });
      expect(openSound(folder).recorder.openSlices()).toEqual([newest]);
      aside(folder, (sqlite) => expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok'));
    },
  );
});

describe('a disk that does not write', () => {
  const sqliteError = (code: string) => new Sqlite.SqliteError('said so', code);

  test('[ST12] a connection that may not write is told as read-only', () => {
    const sqlite = connect(join(tempFolder(), 'any.db'));
    // SQLite's own switch gives the code that a file system gives which was made read-only under an open file.
    sqlite.pragma('query_only = ON');
    const saved = attempt(tempFolder(), () => sqlite.exec('CREATE TABLE t (a)'));
    expect(saved).toMatchObject({ outcome: 'failed', reason: 'readonly' });
    sqlite.close();
  });

  test.runIf(canMount)(
    '[ST12] an error of the disk is full, read-only or neither, as the folder says',
    () => {
      const folder = tempFolder();
      const mount = mountSmall(folder, '1m');
      for (const code of ['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_CANTOPEN']) {
        expect(faultOf(sqliteError(code), folder)?.reason).toBe('io');
      }
      mount.remount('ro');
      expect(faultOf(sqliteError('SQLITE_IOERR_WRITE'), folder)?.reason).toBe('readonly');
      mount.remount('rw');
      ballast(join(folder, 'ballast'));
      expect(faultOf(sqliteError('SQLITE_IOERR_SHMSIZE'), folder)?.reason).toBe('full');
    },
  );

  test('[ST12] a lock of another process that does not end is a fault, not an exception', () => {
    const database = openSound();
    const contract = addContract(database);
    const slice = aSlice(contract, SLOT);
    aside(database.folder, (other) => {
      other.exec('BEGIN IMMEDIATE');
      expect(database.recorder.save([slice], [])).toMatchObject({ outcome: 'failed', reason: 'io' });
      other.exec('ROLLBACK');
    });
    expect(database.recorder.save([slice], [])).toEqual({ outcome: 'saved' });
  });
});

describe('which refusal is which', () => {
  const of = (code: string) =>
    faultOf(Object.assign(new Error('said so'), { code }), tempFolder())?.reason ?? null;

  test.each([
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['EROFS', 'readonly'],
    ['EACCES', 'readonly'],
    ['EPERM', 'readonly'],
    ['EIO', 'io'],
    ['ENOENT', 'io'],
    ['ERR_INVALID_ARG_TYPE', null],
  ])('[ST12] %s of the file system is %s', (code, reason) => {
    expect(of(code)).toBe(reason);
  });

  test('[ST12] a defect of ours is thrown, not told as a fault of the disk', () => {
    const database = openSound();
    expect(() => database.recorder.save([aSlice(newContractId(), SLOT)], [])).toThrow('FOREIGN KEY');
    expect(faultOf(new Error('no code'), database.folder)).toBeNull();
    expect(faultOf('a text', database.folder)).toBeNull();
  });
});
