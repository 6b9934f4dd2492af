/** The front window on a real X server, by both backends that Linux has. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../domain/clock';
import type { FrontWindow } from '../../domain/sample';
import { ActiveWin } from '../../electron/main/sensors/active-win';
import type { Answer } from '../../electron/main/sensors/chain';
import { windowSensor } from '../../electron/main/sensors/window';
import { X11Connection } from '../../electron/main/sensors/x11-connection';
import { X11Window } from '../../electron/main/sensors/x11-window';
import { rememberingLog, silentLog } from '../support/silent-log';
import { titledWindow } from '../support/titled-window';
import { ownName, startDisplay, until, type XDisplay } from '../support/x-display';

let display: XDisplay;
let window: X11Window;

beforeEach(async () => {
  display = await startDisplay({ name: ownName() });
  window = new X11Window(new X11Connection(display.name, silentLog));
});

afterEach(async () => {
  window.stop();
  await display.close();
});

describe('x11', () => {
  test('[SE11] the application is the class of WM_CLASS, the title is what the window says', async () => {
    await display.openColourWindow({ colour: '#204060', title: 'invoice.txt - Editor' });
    expect(await window.ask()).toEqual(is({ app: 'XTerm', title: 'invoice.txt - Editor' }));
  });

  test.each([
    'a=b',
    'x = "y" = z',
    'Café – facture n° 12',
    '日本語 🧾 done',
    'tab\tand "quotes" \\ back',
    '=',
  ])('[SE12] a title arrives letter for letter: %j', async (title) => {
    const other = await titledWindow(display.name, { wmClass: 'ed\0Editor\0', utf8: title });
    await inFront(other.id);
    expect(await window.ask()).toEqual(is({ app: 'Editor', title }));
    await other.destroy();
  });

  test('[SE13] a title of type STRING is read as Latin-1; UTF-8 is preferred where both are set', async () => {
    const old = await titledWindow(display.name, { wmClass: 'old\0Old\0', latin1: 'été = 20 °C' });
    await inFront(old.id);
    expect(await window.ask()).toEqual(is({ app: 'Old', title: 'été = 20 °C' }));
    await old.destroy();
    const both = await titledWindow(display.name, { wmClass: 'n\0New\0', latin1: '???', utf8: '日本' });
    await inFront(both.id);
    expect(await window.ask()).toEqual(is({ app: 'New', title: '日本' }));
    await both.destroy();
  });

  test('[SE13] COMPOUND_TEXT is read while it stays in Latin-1; beyond it there is no title rather than a wrong one', async () => {
    const latin = await titledWindow(display.name, {
      wmClass: 'm\0Motif\0',
      compound: Buffer.from('d\xe9j\xe0', 'latin1'),
    });
    await inFront(latin.id);
    expect(await window.ask()).toEqual(is({ app: 'Motif', title: 'déjà' }));
    await latin.destroy();
    const kanji = Buffer.from([0x1b, 0x24, 0x28, 0x42, 0x46, 0x7c]);
    const beyond = await titledWindow(display.name, { wmClass: 'm\0Motif\0', compound: kanji });
    await inFront(beyond.id);
    expect(await window.ask()).toEqual(is({ app: 'Motif', title: null }));
    await beyond.destroy();
  });

  test('[SE14] a window without class or title has an empty application and no title', async () => {
    const bare = await titledWindow(display.name, {});
    await inFront(bare.id);
    expect(await window.ask()).toEqual(is({ app: '', title: null }));
    await bare.destroy();
  });

  test('[SE15] a title of 100,000 letters is cut to 4,096 bytes at a whole letter', async () => {
    const long = await titledWindow(display.name, { wmClass: 'l\0Long\0', utf8: `x${'é'.repeat(100_000)}` });
    await inFront(long.id);
    expect(await window.ask()).toEqual(is({ app: 'Long', title: `x${'é'.repeat(2_047)}` }));
    await long.destroy();
  });

  test('[SE16] no window in front is an answer, not a failure', async () => {
    expect(await window.ask()).toEqual(is(null));
  });

  test('[SE17] a window that is destroyed between the two questions gives the next one, or none', async () => {
    for (let i = 0; i < 20; i++) {
      const short = await titledWindow(display.name, { wmClass: 's\0Short\0', utf8: `short ${i}` });
      const [answer] = await Promise.all([window.ask(), short.destroy()]);
      expect(answer.outcome).toBe('answered');
    }
  });

  test('[SE18] the X server dies between and during questions: failures, no exception; it answers again after', async () => {
    await display.openColourWindow({ colour: '#204060', title: 'before' });
    expect((await window.ask()).outcome).toBe('answered');
    const [during] = await Promise.all([window.ask(), display.kill()]);
    expect(['answered', 'failed']).toContain(during.outcome);
    expect(await window.ask()).toMatchObject({ outcome: 'failed' });
    const again = await startDisplay({ name: display.name });
    await again.openColourWindow({ colour: '#204060', title: 'after' });
    await until('it answers again', async () => {
      const answer = await window.ask();
      return answer.outcome === 'answered' && answer.value?.title === 'after';
    });
    await again.close();
  });

  test('[SE33] a server that hangs: null in time; it goes on when the server does', async () => {
    await display.openColourWindow({ colour: '#204060', title: 'patient' });
    const clock = new ManualClock(0);
    const sensor = windowSensor([window], () => clock.read().mono, silentLog);
    expect((await sensor.front())?.title).toBe('patient');
    display.server.kill('SIGSTOP');
    expect(await sensor.front()).toBeNull();
    expect(sensor.name()).toBe('none');
    display.server.kill('SIGCONT');
    clock.advance(60_000);
    expect((await sensor.front())?.title).toBe('patient');
  });

  test('[SE18] without a window manager that keeps _NET_ACTIVE_WINDOW it fails, so that the chain goes on', async () => {
    const bare = await startDisplay({ windowManager: false });
    const alone = new X11Window(new X11Connection(bare.name, silentLog));
    expect(await alone.ask()).toEqual({ outcome: 'failed', detail: 'no EWMH window manager' });
    alone.stop();
    await bare.close();
  });
});

describe('active-win', () => {
  const original = process.env.DISPLAY;
  beforeEach(() => {
    process.env.DISPLAY = display.name;
  });
  afterEach(() => {
    if (original === undefined) delete process.env.DISPLAY;
    else process.env.DISPLAY = original;
  });

  test('[SE19] active-win names application and title of the front window', async () => {
    await display.openColourWindow({ colour: '#204060', title: 'invoice.txt - Editor' });
    expect(await new ActiveWin('linux').ask()).toEqual(is({ app: 'XTerm', title: 'invoice.txt - Editor' }));
  });

  test('[SE20] active-win on a window without a process id or with "=" in its title: null, no exception', async () => {
    const log = rememberingLog();
    const clock = new ManualClock(0);
    const sensor = windowSensor([new ActiveWin('linux')], () => clock.read().mono, log);
    const other = await titledWindow(display.name, { wmClass: 'ed\0Editor\0', utf8: 'no process' });
    await inFront(other.id);
    expect(await sensor.front()).toBeNull();
    expect(sensor.name()).toBe('none');
    await other.destroy();
    const equals = await titledWindow(display.name, {
      wmClass: 'ed\0Editor\0',
      utf8: 'secret = 1',
      pid: process.pid,
    });
    await inFront(equals.id);
    clock.advance(60_000);
    expect(await sensor.front()).toBeNull();
    await equals.destroy();
    expect(log.lines.join('\n')).not.toMatch(/secret|no process/);
  });
});

function is(value: FrontWindow | null): Answer<FrontWindow | null> {
  return { outcome: 'answered', value };
}

async function inFront(id: number): Promise<void> {
  await until(
    `window ${id} is in front`,
    async () => (await display.xdotool('getactivewindow')) === String(id),
  );
}
