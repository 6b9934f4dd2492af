/** Memory that nothing uses any more goes back when it is asked for, not when the engine gets to it. */
import { expect, it } from 'vitest';
import { giveBackMemory } from '../../electron/main/give-back';

it('what nothing refers to is gone after a giving back, twice in a row too', async () => {
  const gone = new WeakRef(bigThing());
  // A weak reference holds its target until the task that made it has ended.
  await new Promise((resolve) => setTimeout(resolve));
  giveBackMemory();
  expect(gone.deref()).toBeUndefined();
  expect(giveBackMemory).not.toThrow();
});

function bigThing(): { parts: number[] } {
  return { parts: Array.from({ length: 100_000 }, (_, n) => n) };
}
