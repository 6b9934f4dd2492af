/** How the page asks the server, against a `fetch` that answers as told: every answer is data, and the token goes along. */
import { describe, expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { type Api, makeApi } from '../../src/client/api';

const contract = ContractIdSchema.parse('0193a1b2-0000-7000-8000-000000000001');

interface Sent {
  target: string;
  init: RequestInit;
}

interface Tested {
  api: Api;
  sent: Sent[];
  lost(): number;
  stale(): number;
}

function tested(...answers: (Response | Error)[]): Tested {
  const sent: Sent[] = [];
  let lost = 0;
  let stale = 0;
  const api = makeApi({
    async fetch(target, init) {
      sent.push({ target, init });
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new TypeError('Failed to fetch');
      return answer;
    },
    onLost: () => {
      lost += 1;
    },
    onStale: () => {
      stale += 1;
    },
  });
  return { api, sent, lost: () => lost, stale: () => stale };
}

const json = (status: number, value: unknown) => new Response(JSON.stringify(value), { status });
const problem = (status: number, code: string) =>
  json(status, { type: `minutier:${code}`, title: 'No', status, code });
const headerOf = ({ init }: Sent, name: string) => new Headers(init.headers).get(name);

describe('what the page asks', () => {
  it('[WP3] what changes something carries the token of the session, what only reads does not', async () => {
    const { api, sent } = tested(json(200, { from: 5 }), json(200, { threads: [] }));
    api.setCsrf('token-1');
    const set = await api.call('setLimit', { params: { contract }, body: { limitSeconds: 3600 } });
    expect(set).toEqual({ outcome: 'ok', value: { from: 5 } });
    await api.call('threads', { params: { contract } });
    const [first, second] = sent;
    if (first === undefined || second === undefined) throw new Error('both were sent');
    expect(first.target).toBe(`/v1/contracts/${contract}/limit`);
    expect(first.init).toMatchObject({
      method: 'PUT',
      body: '{"limitSeconds":3600}',
      credentials: 'same-origin',
      redirect: 'error',
    });
    expect(headerOf(first, 'x-csrf-token')).toBe('token-1');
    expect(headerOf(first, 'content-type')).toBe('application/json');
    expect(headerOf(second, 'x-csrf-token')).toBeNull();
  });

  it('[WP3] no answer is "offline", a problem is read, and what is not the wire’s is foreign', async () => {
    const { api } = tested(
      new TypeError('Failed to fetch'),
      problem(409, 'week-approved'),
      new Response('<html>a portal</html>', { status: 200 }),
      new Response('<html>bad gateway</html>', { status: 502 }),
      json(200, { threads: [{ wrong: true }] }),
    );
    const ask = () => api.call('threads', { params: { contract } });
    expect(await ask()).toEqual({ outcome: 'offline' });
    expect(await ask()).toMatchObject({
      outcome: 'refused',
      status: 409,
      problem: { code: 'week-approved' },
    });
    expect(await ask()).toEqual({ outcome: 'foreign', status: 200 });
    expect(await ask()).toEqual({ outcome: 'foreign', status: 502 });
    expect(await ask()).toEqual({ outcome: 'foreign', status: 200 });
  });

  it('[WP3] a session that has ended is told once, and a wrong password is no ended session', async () => {
    const { api, lost } = tested(
      problem(401, 'sign-in-failed'),
      problem(401, 'sign-in'),
      problem(401, 'sign-in'),
      problem(401, 'sign-in'),
    );
    api.setCsrf('token-1');
    await api.call('signInPassword', { body: { email: 'a@example.com', password: 'wrong' } });
    expect(lost()).toBe(0);
    const both = await Promise.all([
      api.call('threads', { params: { contract } }),
      api.call('threads', { params: { contract } }),
    ]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    expect(lost()).toBe(1);
    await api.call('session');
    expect(lost()).toBe(1);
  });

  it('[WP3] where somebody signed in anew in this browser, the page asks who it is before it sends again', async () => {
    const { api, sent, stale, lost } = tested(problem(403, 'csrf'), problem(403, 'role'));
    api.setCsrf('token-1');
    const pause = () => api.call('pause', { params: { contract }, body: { paused: true } });
    expect(await pause()).toMatchObject({ outcome: 'refused', problem: { code: 'csrf' } });
    expect(stale()).toBe(1);
    await pause();
    expect([stale(), lost(), sent.length]).toEqual([1, 0, 2]);
  });

  it('[WP3] bytes are counted while they come; a line that breaks in the middle is "offline"', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(3));
        controller.error(new Error('reset'));
      },
    });
    const { api } = tested(
      new Response(new Uint8Array([1, 2, 3]), { headers: { 'content-length': '3' } }),
      new Response(broken),
      problem(404, 'not-found'),
    );
    const heard: [number, number][] = [];
    const asking = { params: { contract }, query: { from: 0, to: 1 } };
    const whole = await api.bytes('bundle', asking, (count, of) => heard.push([count, of]));
    expect(whole).toEqual({ outcome: 'ok', bytes: new Uint8Array([1, 2, 3]) });
    expect(heard.at(-1)).toEqual([3, 3]);
    expect(await api.bytes('bundle', asking)).toEqual({ outcome: 'offline' });
    expect(await api.bytes('bundle', asking)).toMatchObject({ outcome: 'refused', status: 404 });
  });
});
