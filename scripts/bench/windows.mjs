/**
 * Sees and moves the windows of a desktop from outside, as a person would: titles through `xprop -spy` (which reports
 * changes as they come), keys and focus through `xdotool`. Nothing is attached to the apps that are measured.
 */
import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { start, stop } from '../lib/children.mjs';

const run = promisify(execFile);

/** @typedef {{ id: string, title: string, at: number }} SeenWindow `at`: when the title was seen, ms of `performance.now()` */

export class Windows {
  /** @type {Map<string, SeenWindow>} managed windows that have told their title */
  #seen = new Map();
  /** @type {Map<string, import('node:child_process').ChildProcess>} */
  #spies = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #env;

  constructor(/** @type {NodeJS.ProcessEnv} */ env) {
    // Titles are not only ASCII; xprop writes them as they are in a UTF-8 locale alone.
    this.#env = { ...env, LC_ALL: 'C.UTF-8' };
    this.#spy('root', ['-root', '_NET_CLIENT_LIST'], (line) =>
      this.#managed(line.match(/0x[0-9a-f]+/g) ?? []),
    );
  }

  /**
   * Waits for a window that is on the screen and has such a title.
   * @param {RegExp} title
   * @param {number} ms
   * @returns {Promise<SeenWindow>}
   */
  titled(title, ms) {
    return this.#until(`a window titled ${title}`, ms, () =>
      [...this.#seen.values()].find((window) => title.test(window.title)),
    );
  }

  /** Waits until no window has such a title any more. */
  async gone(/** @type {RegExp} */ title, /** @type {number} */ ms) {
    await this.#until(`no window titled ${title}`, ms, () =>
      [...this.#seen.values()].some((window) => title.test(window.title)) ? undefined : true,
    );
  }

  /** Runs xdotool to its end. */
  async xdotool(/** @type {string[]} */ ...args) {
    await run('xdotool', args, { env: this.#env });
  }

  async close() {
    for (const spy of this.#spies.values()) await stop(spy, 1_000);
  }

  /** The windows that the manager shows now. */
  #managed(/** @type {string[]} */ ids) {
    for (const id of this.#seen.keys()) if (!ids.includes(id)) this.#seen.delete(id);
    for (const [id, spy] of this.#spies) {
      if (id === 'root' || ids.includes(id)) continue;
      this.#spies.delete(id);
      void stop(spy, 1_000);
    }
    for (const id of ids) {
      if (this.#spies.has(id)) continue;
      // Old programs (xterm) tell WM_NAME alone; where both are told, the newer one counts.
      let told = 'WM_NAME';
      this.#spy(id, ['-id', id, 'WM_NAME', '_NET_WM_NAME'], (line) => {
        const [, property, title] = /^(\w+)\(\w+\) = "(.*)"$/.exec(line) ?? [];
        if (property === '_NET_WM_NAME') told = property;
        if (title !== undefined && property === told)
          this.#seen.set(id, { id, title, at: performance.now() });
      });
    }
  }

  /**
   * @param {string} key
   * @param {string[]} args
   * @param {(line: string) => void} heard
   */
  #spy(key, args, heard) {
    const spy = start('xprop', ['-spy', ...args], { env: this.#env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#spies.set(key, spy);
    if (spy.stdout === null) throw new Error('xprop has no output.');
    createInterface({ input: spy.stdout }).on('line', (line) => {
      if (this.#spies.get(key) !== spy) return;
      heard(line);
      for (const listener of this.#listeners) listener();
    });
  }

  /**
   * @template T
   * @param {string} what
   * @param {number} ms
   * @param {() => T | undefined} look
   * @returns {Promise<T>}
   */
  #until(what, ms, look) {
    return new Promise((resolve, reject) => {
      const settle = (/** @type {() => void} */ how) => {
        clearTimeout(late);
        this.#listeners.delete(listener);
        how();
      };
      const late = setTimeout(
        () =>
          settle(() =>
            reject(
              new Error(
                `${what}: not within ${ms} ms. Seen: ${[...this.#seen.values()].map(({ title }) => title).join(' | ')}`,
              ),
            ),
          ),
        ms,
      );
      const listener = () => {
        const found = look();
        if (found !== undefined) settle(() => resolve(found));
      };
      this.#listeners.add(listener);
      listener();
    });
  }
}
