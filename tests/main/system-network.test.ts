/** What NetworkManager says, asked of a bus of the test's own with the real tools, where a mock plays NetworkManager. */
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readBusctl, readGdbus, systemNetwork } from '../../electron/main/system-network';
import { endChild, startBus } from '../e2e/support/desk';
import { tempFolder } from '../support/temp-folder';

const run = promisify(execFile);
const NAME = 'org.freedesktop.NetworkManager';
const PATH = '/org/freedesktop/NetworkManager';
const MOCK = 'org.freedesktop.DBus.Mock';
const CONNECTION = '/org/freedesktop/NetworkManager/ActiveConnection/7';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Makes a bus of its own the system's. */
async function bus() {
  const daemon = await startBus();
  onTestFinished(() => daemon.close());
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', daemon.address);
}

const call = (method: string, ...args: string[]) =>
  run('gdbus', [
    'call',
    '--system',
    `--dest=${NAME}`,
    `--object-path=${PATH}`,
    `--method=${method}`,
    ...args,
  ]);

/** Gives what sets the property as NetworkManager would. */
async function manager(): Promise<(metered: number) => Promise<unknown>> {
  const mock = spawn('/usr/bin/python3', ['-m', 'dbusmock', '--system', NAME, PATH, NAME], {
    stdio: 'ignore',
  });
  onTestFinished(() => endChild(mock));
  await run('gdbus', ['wait', '--system', '--timeout=20', NAME]);
  const properties = `{'Metered': <uint32 0>, 'PrimaryConnection': <objectpath '${CONNECTION}'>}`;
  await call(`${MOCK}.AddProperties`, NAME, properties);
  return (metered) => call('org.freedesktop.DBus.Properties.Set', NAME, 'Metered', `<uint32 ${metered}>`);
}

/** Programs of the machine under their names, and no others. */
function only(...names: string[]): void {
  const folder = tempFolder();
  for (const name of names) {
    const places = (process.env.PATH ?? '').split(delimiter).map((place) => join(place, name));
    const found = places.find((place) => {
      try {
        accessSync(place, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
    if (found === undefined) throw new Error(`${name} is not installed`);
    symlinkSync(found, join(folder, name));
  }
  vi.stubEnv('PATH', folder);
}

describe('the network as the system knows it', () => {
  it('[SY42] is metered where NetworkManager says so or guesses it, by either tool', async () => {
    await bus();
    const set = await manager();
    const byBusctl: unknown[] = [];
    for (const metered of [0, 1, 2, 3, 4]) {
      await set(metered);
      byBusctl.push(await systemNetwork('linux'));
    }
    const wanted = [false, true, false, true, false].map((isMetered) => ({ isMetered, id: CONNECTION }));
    expect(byBusctl).toEqual(wanted);
    await set(1);
    only('gdbus');
    expect(await systemNetwork('linux')).toEqual(wanted[1]);
  });

  it('[SY42] is not known where nobody answers, where there is no tool, and on other systems', async () => {
    await bus();
    expect(await systemNetwork('linux')).toBeNull();
    only('gdbus');
    expect(await systemNetwork('linux')).toBeNull();
    only();
    expect(await systemNetwork('linux')).toBeNull();
    const never = () => Promise.reject(new Error('asked'));
    expect(await systemNetwork('darwin', never)).toBeNull();
    expect(await systemNetwork('win32', never)).toBeNull();
  });

  it('[SY42] is not known without a bus', async () => {
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', `unix:path=${join(tempFolder(), 'none')}`);
    expect(await systemNetwork('linux')).toBeNull();
  });

  it('[SY42] is not known from what is not understood', () => {
    for (const text of [
      '',
      'u 1\no "/1"',
      '{"type":"u","data":1}',
      '{"type":"u","data":9}\n{"type":"o","data":"/1"}',
      '{"type":"s","data":"1"}\n{"type":"o","data":"/1"}',
    ])
      expect(readBusctl(text)).toBeNull();
    expect(readGdbus("({'Metered': <uint32 1>},)")).toBeNull();
    expect(readGdbus('')).toBeNull();
  });
});
