/** Links that were opened outside of the app. */
import { expect, it, vi } from 'vitest';
import { createPairLinks } from '../../electron/main/pair-links';

const LINK = 'minutier://pair?server=https%3A%2F%2Fdiary.example.org&code=ABCD-EFGH';

it('[SY32] a link among the words of a start is kept until it is taken, once; the latest counts', () => {
  const wanted = vi.fn();
  const links = createPairLinks(wanted);
  expect(links.take()).toBeNull();
  expect(links.opened(['/usr/bin/minutier', '--hidden', LINK])).toBe(true);
  expect(links.opened([LINK.replace('ABCD', 'WXYZ')])).toBe(true);
  expect(wanted).toHaveBeenCalledTimes(2);
  expect(links.take()).toEqual({ server: 'https://diary.example.org', code: 'WXYZ-EFGH' });
  expect(links.take()).toBeNull();
});

it('[SY32] other words call nobody', () => {
  const wanted = vi.fn();
  const links = createPairLinks(wanted);
  expect(links.opened(['/usr/bin/minutier', '.', 'minutier://pair', `x${LINK}`, '--open=minutier://x'])).toBe(
    false,
  );
  expect(wanted).not.toHaveBeenCalled();
  expect(links.take()).toBeNull();
});
