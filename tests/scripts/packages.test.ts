/** When the set-up installs and what it takes for installed: packages and the Electron binary. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkIntegrity, electronState, FALLBACK } from '../../scripts/lib/electron-binary.mjs';
import { packagesMatch } from '../../scripts/lib/packages.mjs';

const locked = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-darwin': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  },
};
const a = { version: '1.0.0', integrity: 'sha512-a' };

describe('installed packages', () => {
  it('match although an optional one of another platform is absent', () => {
    expect(packagesMatch(locked, { packages: { 'node_modules/a': a } })).toBe(true);
  });

  it.each([
    ['one is absent', {}],
    ['one has another version', { 'node_modules/a': { ...a, version: '1.0.1' } }],
    ['one has other bytes', { 'node_modules/a': { ...a, integrity: 'sha512-x' } }],
    ['one is there that is not locked', { 'node_modules/a': a, 'node_modules/c': a }],
  ])('do not match when %s', (_, packages) => {
    expect(packagesMatch(locked, { packages })).toBe(false);
  });
});

describe('the Electron binary', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  function installation(files: Record<string, string>) {
    const folder = mkdtempSync(join(tmpdir(), 'minutier-electron-'));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  const whole = {
    'package.json': '{"version":"45.4.1"}',
    'path.txt': 'electron',
    'dist/electron': '',
    'dist/version': '45.4.1',
  };

  it('is the declared one, or the stand-in with its version', () => {
    expect(electronState(installation(whole), 'linux')).toBe('official');
    expect(electronState(installation({ ...whole, 'dist/version': FALLBACK.version }), 'linux')).toBe(
      'fallback',
    );
  });

  it('is absent when an installation was cut off: no path.txt yet, or no executable, or an older release', () => {
    const { 'path.txt': _path, ...unfinished } = whole;
    const { 'dist/electron': _executable, ...hollow } = whole;
    expect(electronState(installation(unfinished), 'linux')).toBe('absent');
    expect(electronState(installation(hollow), 'linux')).toBe('absent');
    expect(electronState(installation({ ...whole, 'dist/version': '44.0.0' }), 'linux')).toBe('absent');
    expect(electronState(installation({}), 'linux')).toBe('absent');
  });

  it('is refused when its bytes are not those that were reviewed', () => {
    const bytes = Buffer.from('electron');
    const hash = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    expect(() => checkIntegrity(bytes, hash)).not.toThrow();
    expect(() => checkIntegrity(bytes, FALLBACK.integrity)).toThrow(/not the one that was reviewed/);
  });
});
