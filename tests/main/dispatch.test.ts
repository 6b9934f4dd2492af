import { describe, expect, it, vi } from 'vitest';
import { ReplySchema } from '../../electron/contract';
import { dispatch, done, failed, type Handlers, isSmall, MAX_INPUT_SIZE } from '../../electron/main/dispatch';
import { badInputsFor, commandNames } from '../support/bad-inputs';

const called = vi.fn();

/** Handlers that must not be reached, but for those given. */
function handlers(own: Partial<Handlers> = {}): Handlers {
  return new Proxy(own as Handlers, {
    get: (target, name) => Reflect.get(target, name) ?? ((input: unknown) => called(name, input)),
  });
}

const report = vi.fn(() => 'abcd1234');
const send = (name: unknown, input?: unknown, own?: Partial<Handlers>) =>
  dispatch(handlers(own), report, name, input);

describe('dispatch', () => {
  it.each(commandNames)(
    '[IP1] %s with inputs of the wrong kind answers bad-input and runs nothing',
    async (name) => {
      called.mockClear();
      const inputs = badInputsFor(name);
      expect(inputs.length).toBeGreaterThan(5);
      for (const input of inputs) {
        const reply = ReplySchema.parse(await send(name, input));
        expect(reply, JSON.stringify(input)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
      }
      expect(called).not.toHaveBeenCalled();
    },
  );

  it.each([['nothing.like.it'], ['toString'], ['__proto__'], [''], [7], [null], [{ name: 'app.boot' }]])(
    '[IP2] an unknown command (%j) answers unknown-command',
    async (name) => {
      expect(await send(name)).toMatchObject({ ok: false, error: { code: 'unknown-command' } });
    },
  );

  it('[IP3] a memo of 10 MB is refused before it is parsed', async () => {
    const memo = 'x'.repeat(10_000_000);
    expect(await send('timer.memo', { memo })).toEqual(
      failed('bad-input', `timer.memo: larger than ${MAX_INPUT_SIZE}`),
    );
  });

  it('[IP3] the largest input that the contract allows is small enough', () => {
    const sliceIds = Array.from({ length: 1008 }, () => 'a'.repeat(36));
    expect(isSmall({ sliceIds, memo: 'x'.repeat(500) }, MAX_INPUT_SIZE)).toBe(true);
  });

  it('[IP3] deep, wide, binary and cyclic inputs end as too large', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    let deep: unknown = null;
    for (let n = 0; n < 100_000; n++) deep = [deep];
    for (const input of [cyclic, deep, Array.from({ length: 1e6 }), new Uint8Array(1e6), new Map([[1, 1]])]) {
      expect(isSmall(input, MAX_INPUT_SIZE)).toBe(false);
    }
  });

  it('[IP4] a handler that throws is logged, and only its number crosses', async () => {
    const reply = await send('timer.get', undefined, {
      'timer.get': () => {
        throw new Error('secret /home/me/file');
      },
    });
    expect(reply).toEqual(failed('internal', 'abcd1234'));
    expect(report).toHaveBeenCalledWith('timer.get', expect.any(Error));
  });

  it('[IP5] a handler gets the parsed input: trimmed, and without what the contract does not name', async () => {
    const seen = vi.fn(() => failed('not-running', ''));
    await send('timer.memo', { memo: '  Header  ', more: 1 }, { 'timer.memo': seen });
    expect(seen).toHaveBeenCalledWith({ memo: 'Header' });
    const answered = await send('notice.dismiss', { key: 'k' }, { 'notice.dismiss': () => done(undefined) });
    expect(answered).toEqual({ ok: true, value: undefined });
  });
});
