/** What the set-up decides about libraries and tools, against machines that are only described. */
import { describe, expect, it } from 'vitest';
import {
  choosePackages,
  ensureSystem,
  findMissing,
  type Machine,
  sandboxObstacle,
} from '../../scripts/lib/system.mjs';

const ELECTRON = '/app/node_modules/electron/dist/electron';

/** A machine with apt where nothing is missing, changed by what a test gives; `commands` keeps what was run. */
function machine(changes: Partial<Machine> & { ldd?: () => string; policy?: string }) {
  const commands: string[] = [];
  const said: string[] = [];
  const { ldd = () => '', policy = '', ...rest } = changes;
  const it: Machine = {
    platform: 'linux',
    root: true,
    run(command, args) {
      commands.push([command, ...args].join(' '));
      if (command === 'ldd') return { code: 0, out: ldd() };
      return { code: 0, out: command === 'apt-cache' ? policy : '' };
    },
    onPath: () => true,
    exists: () => true,
    read: () => null,
    rootSuid: () => false,
    say: (line) => said.push(line),
    ...rest,
  };
  return { it, commands, said };
}

const offered = (...names: string[]) =>
  names.map((name) => `${name}:\n  Installed: (none)\n  Candidate: 1.0\n  Version table:\n`).join('');

describe('the set-up of a machine', () => {
  it('runs nothing but a look when nothing is missing', () => {
    const { it: whole, commands } = machine({});
    ensureSystem(whole, [ELECTRON], 'test');
    expect(commands).toEqual([`ldd ${ELECTRON}`]);
  });

  it('does nothing at all on macOS and Windows', () => {
    const { it: mac, commands } = machine({ platform: 'darwin', onPath: () => false });
    ensureSystem(mac, [ELECTRON], 'test');
    expect(commands).toEqual([]);
  });

  it('as root: updates once, installs what is missing by the name that this release has, looks again', () => {
    let installed = false;
    const { it: bare, commands } = machine({
      ldd: () =>
        installed
          ? ''
          : '\tlibgtk-3.so.0 => not found\n\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n',
      policy: `${offered('libgtk-3-0')}libgtk-3-0t64:\n  Installed: (none)\n  Candidate: (none)\n${offered('libnss3', 'xvfb')}`,
      onPath: (name) => name !== 'Xvfb' || installed,
    });
    const run = bare.run;
    bare.run = (command, args) => {
      installed ||= args.includes('install');
      return run(command, args);
    };
    ensureSystem(bare, [ELECTRON], 'display');
    expect(commands.filter((command) => command.includes('apt-get update'))).toHaveLength(1);
    expect(commands.find((command) => command.includes('install -y'))).toMatch(/ libgtk-3-0 libnss3 xvfb$/);
    expect(commands.filter((command) => command.startsWith('ldd'))).toHaveLength(2);
  });

  it('as an ordinary user: installs nothing and gives the exact command', () => {
    const { it: user, commands } = machine({
      root: false,
      ldd: () => '\tlibasound.so.2 => not found\n',
      policy: offered('libasound2t64'),
    });
    expect(() => ensureSystem(user, [ELECTRON], 'app')).toThrow(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends libasound2t64',
    );
    expect(commands.some((command) => command.includes('apt-get'))).toBe(false);
  });

  it('without apt, or for a library of which no package is known: names what is missing', () => {
    const { it: fedora } = machine({
      onPath: (name) => name !== 'apt-get',
      ldd: () => '\tlibnss3.so => not found\n',
    });
    expect(() => ensureSystem(fedora, [ELECTRON], 'app')).toThrow(/Missing on this machine: libnss3\.so/);
    const { it: newer } = machine({ ldd: () => '\tlibfuture.so.9 => not found\n' });
    expect(() => ensureSystem(newer, [ELECTRON], 'app')).toThrow(/Missing on this machine: libfuture\.so\.9/);
  });

  it('an installation that fails is shown with apt’s own words; one that changed nothing is no success', () => {
    const { it: broken } = machine({
      ldd: () => '\tlibnss3.so => not found\n',
      run: (command) =>
        command === 'ldd'
          ? { code: 0, out: '\tlibnss3.so => not found\n' }
          : { code: 100, out: 'E: no route to host' },
    });
    expect(() => ensureSystem(broken, [ELECTRON], 'app')).toThrow(/no route to host/);
    const { it: stubborn } = machine({
      ldd: () => '\tlibnss3.so => not found\n',
      policy: offered('libnss3'),
    });
    expect(() => ensureSystem(stubborn, [ELECTRON], 'app')).toThrow(/Still missing .*libnss3\.so/);
  });

  it('asks for test tools only for tests, for the virtual display only with one', () => {
    const { it: bare } = machine({ onPath: () => false, exists: (path) => path === ELECTRON });
    const names = (profile: 'app' | 'display' | 'test') =>
      findMissing(bare, [ELECTRON], profile).map(({ name }) => name);
    expect(names('app')).toEqual([]);
    expect(names('display')).toEqual(['Xvfb', 'openbox', 'dbus-daemon', 'fonts-dejavu-core']);
    expect(names('test')).toEqual(
      expect.arrayContaining(['Xvfb', 'xdotool', 'import', 'Xorg', 'tesseract', 'faketime']),
    );
  });

  it('falls back to the oldest name where apt knows none', () => {
    const { it: unknown } = machine({ policy: '' });
    expect(choosePackages(unknown, [{ packages: ['libatk1.0-0t64', 'libatk1.0-0'] }])).toEqual([
      'libatk1.0-0',
    ]);
  });

  it('says how to let the sandbox start where user namespaces are forbidden, and only there', () => {
    const ubuntu = { root: false, read: (path: string) => (path.includes('apparmor') ? '1\n' : null) };
    expect(sandboxObstacle(machine(ubuntu).it, [ELECTRON])).toMatch(
      'sudo chown root:root /app/node_modules/electron/dist/chrome-sandbox && sudo chmod 4755',
    );
    expect(sandboxObstacle(machine({ ...ubuntu, rootSuid: () => true }).it, [ELECTRON])).toBeNull();
    expect(sandboxObstacle(machine({ ...ubuntu, root: true }).it, [ELECTRON])).toBeNull();
    expect(sandboxObstacle(machine({ root: false }).it, [ELECTRON])).toBeNull();
  });
});
