/** Killed anywhere: making, reading, and putting in place. The seed of what is random is printed where a test fails. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../electron/contract';
import { placeRestored, placing, READY, readRestored } from '../../electron/main/backup/place';
import { createJobs } from '../../electron/main/jobs';
import { backups, contentOf, filesOf, fill, openProfile, restores } from '../support/backup';
import { testFork } from '../support/fork-child';
import { tempFolder } from '../support/temp-folder';

const WORD = 'correct horse battery';

/** Jobs that are told of at once, and what was told. */
function quickJobs() {
  const told: Job[][] = [];
  let ids = 0;
  const jobs = createJobs({
    newId: () => `40000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    mono: () => performance.now(),
    after: async () => undefined,
    changed: (list) => told.push(list),
  });
  return { jobs, told };
}

describe('putting a restored profile in place', () => {
  it('[BK9] left after any of its steps, the next start ends with the new profile whole and the old one aside', async () => {
    const source = await openProfile(tempFolder());
    await fill(source, 2);
    const path = join(tempFolder(), 'all.minutier');
    await backups(source, path)(WORD);
    const wanted = contentOf(source.folder);

    let steps = 1;
    for (let stop = 0; stop < steps; stop++) {
      const here = await openProfile(tempFolder());
      await fill(here, 1);
      here.database.close();
      writeFileSync(join(here.folder, 'minutier.db-wal'), 'left by a crash');
      const before = filesOf(here.folder);
      const parts = restores(here.folder, path);
      await parts.choose();
      await parts.read(WORD);
      // Agreed to, and not yet in place: the old profile is as it was.
      await parts.apply();
      for (const [name, bytes] of Object.entries(before)) {
        expect(readFileSync(join(here.folder, name)).toString('base64'), name).toBe(bytes);
      }
      const run = placing(here.folder);
      for (let n = 0; n < stop; n++) run.next();
      // Killed here; whatever comes next begins anew.
      const rest = [...placing(here.folder)].length;
      if (stop === 0) steps = rest;
      expect(contentOf(here.folder), `after ${stop} steps`).toEqual(wanted);
      const aside = readRestored(here.folder)?.aside ?? '';
      expect(filesOf(join(here.folder, aside)), `after ${stop} steps`).toEqual(before);
      expect(readdirSync(here.folder).sort(), `after ${stop} steps`).toEqual(
        ['minutier.db', 'pictures', aside, 'restored.json', 'vault.json'].sort(),
      );
      expect(placeRestored(here.folder)).toBe(false);
    }
    expect(steps).toBeGreaterThan(7);
  });

  it('[BK9] nothing that was only begun to be read is ever put in place', async () => {
    const { folder } = await openProfile(tempFolder());
    expect(placeRestored(folder)).toBe(false);
    expect(readdirSync(folder)).not.toContain(READY);
  });
});

describe('the child', { timeout: 60_000 }, () => {
  it('[BK3] killed or cancelled while it makes a backup leaves the one of before, and nothing aside', async () => {
    const { fork, children } = await testFork('backup-child', process.env);
    const profile = await openProfile(tempFolder());
    await fill(profile, 30, 100_000);
    const folder = tempFolder();
    const path = join(folder, 'all.minutier');
    writeFileSync(path, 'before');
    for (const how of ['kill', 'cancel']) {
      const { jobs, told } = quickJobs();
      const end = (list: Job[]) => {
        if ((list[0]?.done ?? 0) === 0) return;
        if (how === 'cancel') jobs.cancel(list[0]?.id ?? '');
        else children.at(-1)?.kill('SIGKILL');
      };
      const push = told.push.bind(told);
      told.push = (...lists) => {
        lists.forEach(end);
        return push(...lists);
      };
      const made = await backups(profile, path, { fork, jobs })(WORD);
      expect(made).toMatchObject(
        how === 'cancel'
          ? { ok: true, value: { outcome: 'cancelled' } }
          : { ok: false, error: { code: 'storage' } },
      );
      expect(readFileSync(path, 'utf8')).toBe('before');
      expect(readdirSync(folder)).toEqual(['all.minutier']);
      expect(readdirSync(profile.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    // And left alone, it makes it.
    expect(await backups(profile, path, { fork })(WORD)).toMatchObject({
      ok: true,
      value: { outcome: 'saved' },
    });

    const other = tempFolder();
    const { jobs, told } = quickJobs();
    const push = told.push.bind(told);
    told.push = (...lists) => {
      if ((lists[0]?.[0]?.done ?? 0) > 0) children.at(-1)?.kill('SIGKILL');
      return push(...lists);
    };
    const killed = restores(other, path, { fork, jobs });
    await killed.choose();
    expect(await killed.read(WORD)).toMatchObject({ ok: false, error: { code: 'storage' } });
    expect(readdirSync(other)).toEqual([]);
    const whole = restores(other, path, { fork });
    await whole.choose();
    expect(await whole.read(WORD)).toMatchObject({ ok: true, value: { outcome: 'whole' } });
  });
});
