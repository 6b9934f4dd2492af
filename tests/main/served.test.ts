import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answer, mayLoad, resolveFile, type Served } from '../../electron/main/served';
import { tempFolder } from '../support/temp-folder';

const ID = '6f1f5a0e-7c1a-4d0e-9d53-0a3f2f9d7e11';

function served(): Served {
  const folder = tempFolder();
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.html'), 'secret');
  writeFileSync(join(root, 'index.html'), '<p>page');
  writeFileSync(join(root, 'assets/a.js'), '1');
  writeFileSync(join(root, '.hidden.html'), 'hidden');
  writeFileSync(join(root, 'notes.txt'), 'no type of ours');
  return {
    root,
    page: (path) => (path === '/message.html' ? '<p>message' : null),
    picture: async (name, what) => (name === ID ? new TextEncoder().encode(what) : null),
  };
}

const get = (house: Served, path: string) => answer(house, 'GET', `app://minutier${path}`);

describe('app://minutier/', () => {
  it('[IP6] serves the pages with the policy, nosniff and their own type', async () => {
    const house = served();
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/index.html', 'text/html'],
      ['/assets/a.js', 'text/javascript'],
      ['/message.html', 'text/html'],
    ] as const) {
      const response = await get(house, path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-type')).toContain(type);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/assets/%2e%2e/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/..%5csecret.html',
    '/assets//a.js',
    '/%00index.html',
    '/%E0%A4%A',
    '/.hidden.html',
    '/assets%2fa.js',
    '/assets%2Fa.js',
    '/C:/windows/win.ini',
    '/notes.txt',
    '/absent.html',
    '/assets',
  ])('[IP6] %s is not found', async (path) => {
    expect((await get(served(), path)).status).toBe(404);
  });

  it('[IP6] no path leaves the folder, even one that the address parser would have mended', () => {
    expect(resolveFile('/srv/renderer', '/../renderer-other/x.html')).toBeNull();
    expect(resolveFile('/srv/renderer', '/a/b.html')).toBe(join('/srv/renderer', 'a', 'b.html'));
  });

  it('[IP7] a picture is served from the store and never kept by the browser', async () => {
    const house = served();
    const full = await get(house, `/picture/${ID}`);
    expect(await full.text()).toBe('full');
    expect(full.headers.get('cache-control')).toBe('no-store');
    expect(full.headers.get('content-type')).toBe('image/webp');
    expect(await (await get(house, `/thumb/${ID}`)).text()).toBe('thumb');
    expect((await get(house, '/thumb/6f1f5a0e-7c1a-4d0e-9d53-0a3f2f9d7e12')).status).toBe(404);
    expect((await get(house, '/thumb/not-an-id')).status).toBe(404);
  });

  it('[IP7] a store that throws is a 500 without a body', async () => {
    const house: Served = { ...served(), picture: () => Promise.reject(new Error('secret')) };
    const response = await get(house, `/picture/${ID}`);
    expect([response.status, await response.text()]).toEqual([500, '']);
  });

  it('[IP6] answers reading only, and only for its own host', async () => {
    const house = served();
    expect((await answer(house, 'POST', 'app://minutier/')).status).toBe(405);
    expect((await answer(house, 'GET', 'app://elsewhere/index.html')).status).toBe(404);
  });

  it.each([
    ['app://minutier/index.html', true],
    ['data:image/png;base64,AA', true],
    ['app://minutier.example/index.html', false],
    ['https://example.org/', false],
    ['http://localhost/', false],
    ['file:///etc/passwd', false],
    ['data:text/html,x', false],
    ['ws://localhost/', false],
    ['devtools://devtools/bundled/inspector.html', false],
  ])('[IP8] %s may be loaded: %s', (address, may) => {
    expect(mayLoad(address, false)).toBe(may);
  });
});
