import { describe, expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { answerOf, requestOf } from '../../domain/wire';

const contract = ContractIdSchema.parse('7b3f8f0e-5b3e-4c51-9d0a-3f1a2b4c5d6e');

describe('a command of the wire', () => {
  it('is asked with its path and query filled in', () => {
    expect(requestOf('entries', { params: { contract }, query: { from: 7, limit: undefined } })).toEqual({
      method: 'GET',
      target: `/v1/contracts/${contract}/entries?from=7`,
      body: null,
      type: null,
    });
  });

  it('keeps what would be more than one part of a path in one', () => {
    expect(requestOf('removePasskey', { params: { passkey: '../a?b#c' } }).target).toBe(
      '/v1/account/passkeys/..%2Fa%3Fb%23c',
    );
  });

  it('carries JSON, or bytes', () => {
    expect(requestOf('presence', { params: { contract }, body: { working: true } })).toMatchObject({
      body: '{"working":true}',
      type: 'application/json',
    });
    const bytes = new Uint8Array([1, 2]);
    const sent = requestOf('pictureSend', {
      params: { contract, sha256: 'a'.repeat(64) },
      query: { offset: 0, size: 2 },
      body: bytes,
    });
    expect(sent).toMatchObject({ body: bytes, type: 'application/octet-stream' });
  });

  it('throws where a part of the path is missing', () => {
    expect(() => requestOf('head', {})).toThrow(/without contract/);
  });
});

describe('an answer of the wire', () => {
  it('is parsed', () => {
    const answer = answerOf('pictureState', 200, { received: 3, done: false, more: 1 });
    expect(answer).toEqual({ outcome: 'ok', value: { received: 3, done: false } });
    expect(answerOf('presence', 204, undefined)).toEqual({ outcome: 'ok', value: undefined });
  });

  it('that refuses says why', () => {
    const problem = { type: 'minutier:paused', title: 'Paused', status: 409, code: 'paused' };
    expect(answerOf('presence', 409, problem)).toEqual({ outcome: 'refused', status: 409, problem });
  });

  it.each([
    ['another shape', 200, { received: 'three' }],
    ['no JSON, as a portal answers', 200, undefined],
    ['an error page', 502, '<html>'],
    ['a redirection', 302, { received: 3, done: false }],
    ['nothing where something is due', 204, undefined],
  ])('that is not the wire’s is foreign: %s', (_, status, json) => {
    expect(answerOf('pictureState', status, json)).toEqual({ outcome: 'foreign', status });
  });
});
