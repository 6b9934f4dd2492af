/** The link with which an app is paired, and the address and code that people type. */
import { describe, expect, it } from 'vitest';
import { normalCode, pairLinkOf, readAddress, readPairLink } from '../../domain/pair-link';

const address = (typed: string) => {
  const read = readAddress(typed);
  return read.outcome === 'address' ? read.server : read.why;
};

describe('the address of a server', () => {
  it('[SY30] is https unless it is this computer, and a name alone means https', () => {
    expect(address(' Diary.Example.org ')).toBe('https://diary.example.org');
    expect(address('https://diary.example.org:8443/')).toBe('https://diary.example.org:8443');
    expect(address('http://127.0.0.1:8710')).toBe('http://127.0.0.1:8710');
    expect(address('http://localhost:8710/')).toBe('http://localhost:8710');
    expect(address('http://[::1]:8710')).toBe('http://[::1]:8710');
    expect(address('http://diary.example.org')).toBe('insecure');
    expect(address('http://127.0.0.1.example.org')).toBe('insecure');
    expect(address('http://localhost.example.org')).toBe('insecure');
  });

  it('[SY30] has no user, path, query, fragment or other scheme', () => {
    for (const typed of [
      '',
      'https://',
      'https://user@example.org',
      'https://example.org/path',
      'https://example.org?x=1',
      'https://example.org#x',
      'https://example.org:0',
      'https://example.org:65536',
      'ftp://example.org',
      'file:///etc/passwd',
      'javascript://example.org',
      'https://exa mple.org',
      'https://-example.org',
      `https://${'a'.repeat(400)}.org`,
    ]) {
      expect(address(typed), typed).toBe('not-an-address');
    }
  });
});

describe('a code', () => {
  it('[SY30] is eight characters without look-alikes, in any case, with or without its hyphen', () => {
    expect(normalCode(' abcd-efgh ')).toBe('ABCD-EFGH');
    expect(normalCode('ABCDEFGH')).toBe('ABCD-EFGH');
    for (const typed of ['', 'ABCD-EFG', 'ABCD-EFGHJ', 'ABCD-EFG0', 'ABCD-EFGO', 'ABCD-EFG1', 'ABC-DEFGH']) {
      expect(normalCode(typed), typed).toBeNull();
    }
  });
});

describe('a link', () => {
  const link = { server: 'https://diary.example.org:8443', code: 'ABCD-EFGH' };

  it('[SY31] says server and code, and is read back', () => {
    expect(readPairLink(pairLinkOf(link))).toEqual(link);
    expect(readPairLink(pairLinkOf(link).replace('pair?', 'pair/?'))).toEqual(link);
  });

  it('[SY31] is read strictly: nothing more, nothing less, nothing else', () => {
    const good = pairLinkOf(link);
    for (const bad of [
      good.replace('minutier:', 'https:'),
      good.replace('pair', 'unpair'),
      `${good}&more=1`,
      `${good}#x`,
      ` ${good}`,
      `${good}\n`,
      good.replace('&code=', '&code=X&code='),
      'minutier://pair?code=ABCD-EFGH&server=https%3A%2F%2Fdiary.example.org',
      'minutier://pair?server=https%3A%2F%2Fdiary.example.org',
      'minutier://pair?server=diary.example.org&code=ABCD-EFGH',
      'minutier://pair?server=http%3A%2F%2Fdiary.example.org&code=ABCD-EFGH',
      'minutier://pair?server=https%3A%2F%2Fuser%40diary.example.org&code=ABCD-EFGH',
      'minutier://pair?server=%&code=ABCD-EFGH',
      'minutier://pair?server=https%3A%2F%2Fdiary.example.org&code=%00',
      `minutier://pair?server=https%3A%2F%2F${'a'.repeat(700)}&code=ABCD-EFGH`,
    ]) {
      expect(readPairLink(bad), bad).toBeNull();
    }
  });
});
