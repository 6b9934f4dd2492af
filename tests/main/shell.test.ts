/** The small parts of the shell that need no Electron: notices, power, shortcut, login item, tray, texts, clock. */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Notice, Timer } from '../../electron/contract';
import { machineClock } from '../../electron/main/clock';
import { desktopEntry, linuxLoginItem } from '../../electron/main/login-item';
import { messagePage } from '../../electron/main/message-page';
import { createNotices, type NoticeTable } from '../../electron/main/notices';
import { watchPower } from '../../electron/main/power';
import { createTimerShortcut } from '../../electron/main/shortcut';
import { createTexts, resolveLanguage, resolveLocale } from '../../electron/main/texts';
import { type ToggleDeps, toggleTimer } from '../../electron/main/timer-toggle';
import { hoursAndMinutes, trayModel } from '../../electron/main/tray-model';
import { windowMemory } from '../../electron/main/window-memory';
import { addContract, openSound } from '../support/database';
import { aSlice, closed, MONDAY, newContractId, SLOT } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

describe('notices', () => {
  const full = { id: 'storage-full', key: 'storage', level: 'error', values: { detail: 'x' } } as const;

  function bench(table: NoticeTable) {
    const changed = vi.fn<(list: Notice[]) => void>();
    const show = vi.fn<(notice: Notice) => void>();
    return { changed, show, notices: createNotices({ table, now: () => MONDAY, changed, show }) };
  }

  it('[UI47] one key is told once, also after it was dismissed and after a restart', () => {
    const { notices: table } = openSound();
    const first = bench(table);
    first.notices.tell(full);
    first.notices.tell(full);
    expect(first.show).toHaveBeenCalledOnce();
    expect(first.notices.list()).toMatchObject([{ ...full, at: MONDAY }]);

    const second = bench(table);
    expect(second.notices.list()).toHaveLength(1);
    second.notices.dismiss(full.key);
    second.notices.tell(full);
    expect(second.notices.list()).toEqual([]);

    const third = bench(table);
    third.notices.tell(full);
    expect(third.show).not.toHaveBeenCalled();
    expect(third.notices.list()).toEqual([]);
  });

  it('[UI48] what was withdrawn may be told again', () => {
    const { notices: table } = openSound();
    const { notices, show } = bench(table);
    notices.tell(full);
    notices.withdraw(full.key);
    expect(notices.list()).toEqual([]);
    notices.tell(full);
    expect(show).toHaveBeenCalledTimes(2);
    expect(bench(table).notices.list()).toHaveLength(1);
  });

  it('[UI49] while the database takes nothing, a notice is still told, once', () => {
    const refuse = () => ({ outcome: 'failed', reason: 'full', detail: 'x' }) as const;
    const { notices, show, changed } = bench({
      add: refuse,
      dismiss: refuse,
      withdraw: refuse,
      list: () => [],
    });
    notices.tell(full);
    notices.tell(full);
    expect(show).toHaveBeenCalledOnce();
    expect(changed).toHaveBeenLastCalledWith([expect.objectContaining({ key: 'storage' })]);
    notices.dismiss(full.key);
    notices.tell(full);
    expect(notices.list()).toEqual([]);
  });
});

describe('sleep and lock', () => {
  it.each([
    [
      ['suspend', 'suspend', 'resume', 'resume'],
      ['away', 'back'],
    ],
    [
      ['lock-screen', 'suspend', 'resume', 'unlock-screen'],
      ['away', 'back'],
    ],
    [
      ['lock-screen', 'suspend', 'unlock-screen', 'resume'],
      ['away', 'back'],
    ],
    [['resume', 'unlock-screen'], []],
    [
      ['suspend', 'resume', 'suspend', 'resume'],
      ['away', 'back', 'away', 'back'],
    ],
  ])('[RC31] %j is said as %j', (events, said) => {
    const power = new EventEmitter();
    const heard: string[] = [];
    watchPower(
      power,
      () => heard.push('away'),
      () => heard.push('back'),
    );
    for (const event of events) power.emit(event);
    expect(heard).toEqual(said);
  });
});

describe('the shortcut', () => {
  it('[UI50] gives the old one back before it takes the new one, and none for nothing', () => {
    const taken = new Set<string>();
    const shortcut = createTimerShortcut(
      { register: (keys) => taken.add(keys).size > 0, unregister: (keys) => taken.delete(keys) },
      () => undefined,
    );
    expect(shortcut.use('Ctrl+Alt+M')).toBe(true);
    expect(shortcut.use('Ctrl+Alt+N')).toBe(true);
    expect([...taken]).toEqual(['Ctrl+Alt+N']);
    expect(shortcut.use('')).toBe(true);
    expect(taken.size).toBe(0);
  });

  it('[UI50] says that one is taken, or makes no sense, and can be asked again', () => {
    const register = vi.fn(() => false);
    const shortcut = createTimerShortcut({ register, unregister: () => undefined }, () => undefined);
    expect(shortcut.use('Ctrl+Alt+M')).toBe(false);
    register.mockImplementation(() => {
      throw new TypeError('conversion failure');
    });
    expect(shortcut.use('Nonsense')).toBe(false);
    register.mockReturnValue(true);
    expect(shortcut.use('Nonsense')).toBe(true);
  });

  const session = (mode: Timer['mode']): ToggleDeps & { did: string[] } => {
    const database = openSound();
    const did: string[] = [];
    return {
      did,
      recorder: {
        timer: () => ({ ...timer, mode }),
        start: async (id, memo) => void did.push(`start ${id} ${memo}`),
        stop: async () => void did.push('stop'),
        resume: async () => void did.push('resume'),
      },
      contracts: () => database.contracts.list(),
      cellsBetween: (from, to) => database.slices.cellsBetween(from, to),
      now: () => MONDAY + 12 * 3_600_000,
      openWindow: () => void did.push('window'),
    };
  };

  it('[UI51] stops what runs and goes on with what is paused', async () => {
    for (const [mode, done] of [
      ['tracking', 'stop'],
      ['paused', 'resume'],
    ] as const) {
      const deps = session(mode);
      await toggleTimer(deps);
      expect(deps.did).toEqual([done]);
    }
  });

  it('[UI51] starts what was tracked last, with its memo, unless it is archived', async () => {
    const database = openSound();
    const [older, newer] = [addContract(database), addContract(database)];
    database.recorder.save(
      [closed(aSlice(older, SLOT, { memo: 'A' })), closed(aSlice(newer, SLOT + 600, { memo: 'B' }))],
      [],
    );
    const deps = {
      ...session('stopped'),
      contracts: () => database.contracts.list(),
      cellsBetween: (a: number, b: number) => database.slices.cellsBetween(a, b),
    };
    await toggleTimer(deps);
    database.contracts.archive(newer, MONDAY);
    await toggleTimer(deps);
    expect(deps.did).toEqual([`start ${newer} B`, `start ${older} A`]);
  });

  it('[UI51] asks the window where nothing says which contract is meant', async () => {
    const deps = session('stopped');
    await toggleTimer(deps);
    expect(deps.did).toEqual(['window']);
  });
});

describe('start at login on Linux', () => {
  it('[UI45] writes an autostart entry and removes it', () => {
    const config = join(tempFolder(), 'config');
    const file = join(config, 'autostart', 'minutier.desktop');
    const item = linuxLoginItem(config, ['/opt/Minutier/minutier']);
    item.set(true);
    expect(readFileSync(file, 'utf8')).toContain('\nExec=/opt/Minutier/minutier --hidden\n');
    item.set(false);
    item.set(false);
    expect(existsSync(file)).toBe(false);
  });

  it('[UI45] quotes what the shell or the entry would read otherwise', () => {
    expect(desktopEntry(['/opt/My "App" $1 50%/m', 'a\\b'])).toContain(
      'Exec="/opt/My \\\\"App\\\\" \\\\$1 50%%/m" "a\\\\\\\\b"\n',
    );
  });
});

const timer: Timer = {
  mode: 'stopped',
  pauseReason: null,
  contractId: null,
  memo: '',
  sessionMs: 0,
  todayMs: 3 * 3_600_000 + 7 * 60_000 + 59_999,
  week: { start: MONDAY, trackedMs: 0, overMs: 0, limitSeconds: null },
  idle: null,
};

describe('the tray', () => {
  const texts = createTexts({ preferred: ['en-GB'], region: 'en-GB' }, 'system');

  it('[UI52] offers what the state allows, and only contracts that are not archived', () => {
    const database = openSound();
    const [id, archived] = [addContract(database), addContract(database)];
    database.contracts.archive(archived, MONDAY);
    const contracts = database.contracts.list();
    const kinds = (mode: Timer['mode']) =>
      trayModel({ ...timer, mode, contractId: mode === 'stopped' ? null : id }, contracts, texts).items.map(
        ({ kind }) => kind,
      );
    expect(kinds('stopped')).toEqual(['state', 'line', 'start', 'line', 'open', 'mini', 'quit']);
    expect(kinds('tracking')).toEqual(['state', 'line', 'start', 'stop', 'line', 'open', 'mini', 'quit']);
    expect(kinds('paused')).toEqual([
      'state',
      'line',
      'start',
      'resume',
      'stop',
      'line',
      'open',
      'mini',
      'quit',
    ]);
    const start = trayModel(timer, contracts, texts).items.find(({ kind }) => kind === 'start');
    expect(start).toMatchObject({ label: 'Start', contracts: [{ id, current: false }] });
  });

  it('[UI52] changes nothing within a minute of the same state', () => {
    const at = (ms: number) =>
      JSON.stringify(
        trayModel(
          { ...timer, mode: 'tracking', contractId: newContractId(), todayMs: ms, sessionMs: ms },
          [],
          texts,
        ),
      );
    expect(at(60_000)).toBe(at(119_999));
    expect(at(60_000)).not.toBe(at(120_000));
    expect(hoursAndMinutes(timer.todayMs)).toBe('3:07');
  });
});

describe('language', () => {
  it.each([
    ['system', ['de-DE', 'fr-CA', 'en-US'], 'fr'],
    ['system', ['fr_FR.UTF-8'], 'fr'],
    ['system', ['ja-JP'], 'en'],
    ['system', [], 'en'],
    ['en', ['fr-FR'], 'en'],
  ] as const)('[UI53] %s on a system of %j is %s', (setting, preferred, language) => {
    expect(resolveLanguage(setting, preferred)).toBe(language);
  });

  it('[UI53] dates follow the region where it speaks the language', () => {
    expect(resolveLocale('fr', { preferred: ['fr-CA'], region: 'en-US' })).toBe('fr-CA');
    expect(resolveLocale('en', { preferred: ['en-US'], region: 'en-IE' })).toBe('en-IE');
    expect(resolveLocale('fr', { preferred: ['en-US'], region: 'C' })).toBe('fr-FR');
    expect(resolveLocale('en', { preferred: ['en_US.UTF-8'], region: '' })).toBe('en-GB');
  });
});

describe('small things', () => {
  it('[CK20] a reading is three integers', () => {
    const clock = machineClock({ wall: () => 5, mono: () => 1.6, uptime: () => 12.3456 });
    expect(clock.read()).toEqual({ wall: 5, mono: 2, boot: 12_346 });
  });

  it('[UI54] window bounds come back; what is no longer readable is as if never remembered', () => {
    const folder = tempFolder();
    const memory = windowMemory(folder);
    expect(memory.read()).toBeNull();
    const bounds = { x: -5, y: 10, width: 800, height: 600, maximised: true };
    memory.write(bounds);
    expect(windowMemory(folder).read()).toEqual(bounds);
    windowMemory(join(folder, 'absent')).write(bounds);
  });

  it('[ST41] a message is text, whatever a path holds', () => {
    const page = messagePage({
      language: 'en',
      title: '<b>',
      paragraphs: ['/tmp/<script>alert("x")</script>&'],
    });
    expect(page).not.toMatch(/<b>|<script>/);
    expect(page).toContain('&#60;script&#62;');
  });
});
