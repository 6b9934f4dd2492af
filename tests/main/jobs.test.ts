import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PictureIdSchema } from '../../domain/ids';
import { ContractPrivacySchema } from '../../domain/privacy';
import type { Job } from '../../electron/contract';
import { exportAll } from '../../electron/main/export';
import { createJobs, type JobControl, unlessAborted } from '../../electron/main/jobs';
import { createRetention } from '../../electron/main/retention';
import { addContract, openSound } from '../support/database';
import { aSlice, closed, MONDAY, newContract, newContractId, SLOT } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

/** Jobs on a clock that moves when told. */
function desk() {
  let now = 0;
  let ids = 0;
  const timers: { at: number; ring(): void }[] = [];
  const told: Job[][] = [];
  const jobs = createJobs({
    newId: () => `30000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    mono: () => now,
    after: (ms) => new Promise((resolve) => timers.push({ at: now + ms, ring: resolve })),
    changed: (list) => told.push(list),
  });
  return {
    jobs,
    told,
    /** Without a turn of the event loop: as work that holds main does. */
    pass: (ms: number) => {
      now += ms;
    },
    async advance(ms: number) {
      now += ms;
      for (const timer of timers.splice(0).sort((a, b) => a.at - b.at)) {
        if (timer.at <= now) timer.ring();
        else timers.push(timer);
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A job that goes on when told. */
function held(jobs: ReturnType<typeof desk>['jobs']) {
  const end = Promise.withResolvers<string>();
  const controls: JobControl[] = [];
  const answer = jobs.run('export', (job) => {
    controls.push(job);
    return end.promise;
  });
  const [control] = controls;
  if (control === undefined) throw new Error('the job did not begin');
  return { answer, control, end };
}

describe('a job', () => {
  it('[JB1] that is shorter than half a second is never told of', async () => {
    const { jobs, told, advance } = desk();
    const { answer, end } = held(jobs);
    await advance(499);
    end.resolve('done');
    expect(await answer).toBe('done');
    await advance(10_000);
    expect(told).toEqual([]);
  });

  it('[JB1] that is longer is told of at once, then at most ten times a second, and at its end', async () => {
    const { jobs, told, advance } = desk();
    const { answer, control, end } = held(jobs);
    await control.step(1, 100);
    await advance(500);
    expect(told).toMatchObject([[{ kind: 'export', done: 1, total: 100, cancellable: true }]]);
    expect(jobs.list()).toEqual(told[0]);
    for (let done = 2; done <= 60; done++) await control.step(done, 100);
    expect(told).toHaveLength(1);
    await advance(100);
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject([{ done: 60 }]);
    end.resolve('done');
    await answer;
    expect(told.at(-1)).toEqual([]);
  });

  it('[JB1] counts what is not known as such, and never more than all', async () => {
    const { jobs, advance } = desk();
    const { control } = held(jobs);
    await advance(500);
    await control.step(3, null);
    expect(jobs.list()).toMatchObject([{ done: 3, total: null }]);
    await control.step(7, 5);
    expect(jobs.list()).toMatchObject([{ done: 5, total: 5 }]);
  });

  it('[JB2] that is cancelled ends at its next step, and answers null', async () => {
    const { jobs, advance } = desk();
    const steps: number[] = [];
    const answer = jobs.run('export', async (job) => {
      for (let n = 1; n <= 3; n++) {
        await job.step(n, 3);
        steps.push(n);
        await advance(500);
        for (const { id } of jobs.list()) jobs.cancel(id);
      }
    });
    expect(await answer).toBeNull();
    expect(steps).toEqual([1]);
    expect(jobs.list()).toEqual([]);
  });

  it('[JB2] that fails is not taken for one that was cancelled', async () => {
    const { jobs } = desk();
    await expect(jobs.run('export', () => Promise.reject(new Error('defect')))).rejects.toThrow('defect');
  });

  it('[JB3] is not cancelled once it can only go forward', async () => {
    const { jobs, advance } = desk();
    const { answer, control, end } = held(jobs);
    control.commit();
    await advance(500);
    const [shown] = jobs.list();
    expect(shown).toMatchObject({ cancellable: false });
    jobs.cancel(shown?.id ?? '');
    await control.step(1, 1);
    end.resolve('done');
    expect(await answer).toBe('done');
  });

  it('[JB4] at the end of the app is cancelled where that is possible, and waited for', async () => {
    const { jobs } = desk();
    const stopped = held(jobs);
    const forward = held(jobs);
    forward.control.commit();
    let ended = false;
    const end = jobs.end().then(() => {
      ended = true;
    });
    await expect(stopped.control.step(1, 2)).rejects.toThrow('cancelled');
    stopped.end.reject(new Error('because of that'));
    expect(await stopped.answer).toBeNull();
    expect(ended).toBe(false);
    forward.end.resolve('done');
    await end;
    expect(await forward.answer).toBe('done');
    expect(await jobs.run('export', async () => 'late')).toBeNull();
  });

  it('[JB5] lets others have their turn as soon as it has held main for a few milliseconds', async () => {
    const { jobs, pass } = desk();
    let turns = 0;
    const turn = () => {
      turns += 1;
      if (turns < 1_000) setImmediate(turn);
    };
    setImmediate(turn);
    const counted = await jobs.run('export', async (job) => {
      await job.step(1, 3);
      const before = turns;
      pass(20);
      await job.step(2, 3);
      return [before, turns];
    });
    expect(counted).toEqual([0, 1]);
  });
});

describe('a wait that can be given up', () => {
  it('[JB2] ends as soon as its signal says so, and drops what comes afterwards', async () => {
    const abort = new AbortController();
    const late = Promise.withResolvers<string>();
    const waited = unlessAborted(abort.signal, late.promise);
    abort.abort(new Error('cancelled'));
    await expect(waited).rejects.toThrow('cancelled');
    late.reject(new Error('nobody hears this'));
    await expect(unlessAborted(abort.signal, Promise.resolve('x'))).rejects.toThrow('cancelled');
  });

  it('[JB2] is what it waited for otherwise', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(signal, Promise.resolve('x'))).toBe('x');
    await expect(unlessAborted(signal, Promise.reject(new Error('defect')))).rejects.toThrow('defect');
  });
});

it('[JB2] retention that is cancelled has destroyed what it has destroyed, and goes on at its next run', async () => {
  const { jobs, advance } = desk();
  let due = Array.from({ length: 250 }, () => ({
    id: PictureIdSchema.parse(crypto.randomUUID()),
    slot: SLOT,
  }));
  const finished: number[] = [];
  const database = openSound();
  const id = newContractId();
  const privacy = ContractPrivacySchema.parse({ retentionDays: 1 });
  database.contracts.create(id, newContract({ privacy }), MONDAY);
  const retention = createRetention({
    contracts: () => database.contracts.list(),
    rows: {
      countExpired: () => due.length,
      expired: (_id, _before, limit) => due.slice(0, limit),
      expire: (ids) => {
        due = due.filter(({ id }) => !ids.includes(id));
        return { outcome: 'saved' };
      },
    },
    eraser: Promise.resolve({
      finish: async () => {
        finished.push(due.length);
        return { outcome: 'saved' };
      },
    }),
    jobs: {
      run: (kind, work) =>
        jobs.run(kind, (job) =>
          work({
            ...job,
            async step(done, total) {
              await job.step(done, total);
              if (done > 100) return;
              await advance(500);
              for (const { id } of jobs.list()) jobs.cancel(id);
            },
          }),
        ),
    },
    notifier: { tell: () => undefined },
    now: () => MONDAY,
    every: () => undefined,
    changed: () => undefined,
    log: (message) => expect.fail(message),
  });
  expect(await retention.run()).toBe(200);
  // What has lost its key has lost its file as well.
  expect(finished).toEqual([50]);
  expect(await retention.run()).toBe(50);
  expect(finished).toEqual([50, 0]);
});

it('[JB2] an export that is cancelled leaves the file of before as it was, and nothing aside', async () => {
  const { jobs, advance } = desk();
  const database = openSound();
  const id = addContract(database);
  const slices = Array.from({ length: 3 }, (_, week) => closed(aSlice(id, SLOT + week * 604_800)));
  expect(database.recorder.save(slices, [])).toEqual({ outcome: 'saved' });
  const folder = tempFolder();
  const path = join(folder, 'out.json');
  writeFileSync(path, 'before');
  const source = {
    contracts: () => database.contracts.list(),
    idleQuestions: () => database.idles.all(),
    tombstones: () => database.trash.tombstones(0, Number.MAX_SAFE_INTEGER),
    imports: () => database.imports.list(),
    count: () => database.slices.count(),
    all: () => database.slices.all(),
    pictures: database.pictures,
  };
  const seen: number[] = [];
  const answer = await jobs.run('export', (job) =>
    exportAll(source, 'json', path, { appVersion: '1', at: MONDAY }, 'x', {
      ...job,
      async step(done, total) {
        seen.push(done);
        expect(existsSync(`${path}.x.part`)).toBe(true);
        await job.step(done, total);
        await advance(500);
        for (const shown of jobs.list()) jobs.cancel(shown.id);
      },
    }),
  );
  expect(answer).toBeNull();
  expect(seen).toEqual([1, 2]);
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(readdirSync(folder)).toEqual(['out.json']);
});
