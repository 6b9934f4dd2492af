/** A stretch without input, a locked screen, a machine that sleeps: what is asked, what pauses, what goes on. */
import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type App, expect, launchOn, reconnect, test } from './support/app';
import { inBothThemes } from './support/axe';
import { MIDWEEK } from './support/clock';
import { type SliceRow, slices } from './support/database';
import { openDesk } from './support/desk';
import { type Power, startPower } from './support/power';
import { around, expectWithin, seconds } from './support/time';
import { notice, startTracking, stopTracking, withContract } from './support/window';

const MINUTE_MS = 60_000;

test('[ID1] [ID4] [ID8] after a minute without input a window asks; "keep" keeps, "discard" takes away exactly the stretch', async ({
  desk,
  folder,
  launch,
}) => {
  test.setTimeout(150_000);
  // Two people at two desks, so that the minute is waited for once.
  const otherDesk = await openDesk();
  const keeping = await launch({ at: MIDWEEK });
  const discarding = await launchOn(otherDesk, { folder: `${folder}-other`, at: MIDWEEK });
  try {
    for (const [at, app] of [[desk, keeping] as const, [otherDesk, discarding] as const]) {
      await withContract(app, { idleMinutes: 1 });
      await startTracking(app.page, 'thinking');
      await at.xdotool('mousemove_relative', '5', '5');
    }
    const [keep, discard] = await Promise.all([questionOf(keeping), questionOf(discarding)]);

    // Until it is answered, the stretch is counted and marked.
    const asked = sums(keeping.folder);
    expect(asked.idle).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(asked.tracked).toBeGreaterThanOrEqual(asked.idle);
    await expect(keeping.page.getByTestId('idle-strip')).toContainText('Nothing is cut until you answer.');

    await inBothThemes(keeping, keep, 'the idle window');
    await Promise.all([answer(keep, 'keep'), answer(discard, 'discard')]);
    await expect(keeping.page.getByTestId('idle-strip')).toBeHidden();
    await seconds(2);
    await Promise.all([stopTracking(keeping.page), stopTracking(discarding.page)]);

    const kept = sums(keeping.folder);
    expect(kept.idle).toBe(0);
    expect(kept.of('kept')).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(kept.tracked).toBe(kept.of('work') + kept.of('kept'));

    const cut = sums(discarding.folder);
    expect(cut.idle).toBe(0);
    expect(cut.of('discarded')).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(cut.tracked).toBe(cut.of('work'));
    // The timer went on after the answer.
    expect(lastSpan(discarding.folder)).toMatchObject({ kind: 'work' });
    expect((await discarding.call('timer.get', undefined)).todayMs).toBe(cut.tracked);
  } finally {
    await discarding.quit();
    await otherDesk.close();
    rmSync(discarding.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
});

test.describe('away', () => {
  let power: Power;
  test.beforeEach(async () => {
    power = await startPower();
  });
  test.afterEach(() => power.close());

  for (const [name, away, back, reason] of [
    ['[RC1] a locked screen', 'lock', 'unlock', 'Paused because the screen was locked'],
    ['[RC3] a machine that goes to sleep', 'suspend', 'resume', 'Paused because the computer slept'],
  ] as const) {
    test(`${name} pauses; going on is offered on return, and works`, async ({ launch }) => {
      const app = await launch({ env: power.env });
      const { folder } = app;
      await withContract(app);
      const started = await around(() => startTracking(app.page, 'before and after'));
      await seconds(2);

      const left = await around(async () => {
        await power.say(away);
        await expect.poll(() => slices(folder).at(-1)?.close_reason).toBe(away);
      });
      const paused = sums(folder);
      expectWithin(paused.tracked, started, left);
      await seconds(3);
      expect(sums(folder).tracked).toBe(paused.tracked);

      await power.say(back);
      const page = away === 'suspend' ? await reconnect(app) : app.page;
      await expect(notice(page, 'resume-offer')).toContainText(`${reason}. Acme — Site redesign can go on.`);
      await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'paused');
      await expect(page.getByTestId('timer-state')).toContainText(reason);
      const resumed = await around(async () => {
        await notice(page, 'resume-offer').getByRole('button', { name: 'Resume' }).click();
        await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
      });
      await expect(notice(page, 'resume-offer')).toBeHidden();
      await seconds(2);
      const stopped = await around(() => stopTracking(page));
      expectWithin(sums(folder).tracked - paused.tracked, resumed, stopped);
    });
  }
});

async function questionOf(app: App): Promise<Page> {
  const page = await app.electron.waitForEvent('window', { timeout: 90_000 });
  await expect(page.getByTestId('idle-duration')).toHaveText(/^0:01:\d\d$/);
  await expect(page.getByRole('main')).toContainText('Acme — Site redesign');
  return page;
}

async function answer(question: Page, choice: 'keep' | 'discard'): Promise<void> {
  const closed = question.waitForEvent('close');
  await question.getByTestId(`idle-${choice}`).click();
  await closed;
}

/** Sums over all slices, so that a slot's end in the middle of the test changes nothing. */
function sums(folder: string) {
  const rows = slices(folder);
  const sum = (of: (row: SliceRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  return {
    tracked: sum((row) => row.tracked_ms),
    idle: sum((row) => row.idle_ms),
    of: (kind: string) =>
      sum(({ spans }) => spans.reduce((all, [start, end, is]) => (is === kind ? all + end - start : all), 0)),
  };
}

function lastSpan(folder: string): { kind: string } | null {
  const span = slices(folder).at(-1)?.spans.at(-1);
  return span ? { kind: span[2] } : null;
}
