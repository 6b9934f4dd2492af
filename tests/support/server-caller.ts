/** People and devices that use a server over real HTTP: somebody with a cookie, an app with a token. */
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import type { ContractId } from '../../domain/ids';
import type { SigningKey } from '../../domain/keys';
import type { RouteName } from '../../domain/protocol';
import type { Session } from '../../domain/protocol-accounts';
import { type Asking, answerOf, type Reply, requestOf, type WireAnswer } from '../../domain/wire';
import { type TestLog, testKey } from './evidence';

export const PASSWORD = 'correct horse battery staple';

export function tokenOf(link: string): string {
  const token = link.split('#')[1];
  if (token === undefined) throw new Error('a link without a token');
  return token;
}

/** Makes an account by a link as it was given. */
export async function registered(url: string, link: string, name: string, email: string): Promise<Caller> {
  const caller = new Caller(url, name);
  caller.session = await caller.ask('registerPassword', {
    body: { token: tokenOf(link), name, email, language: 'en', password: PASSWORD },
  });
  return caller;
}

/** Somebody with a cookie, or an app with a token. */
export class Caller {
  session: Session | null = null;
  cookie: string | null = null;
  token: string | null = null;
  /** Where the server believes it to be, as behind a proxy of its own machine; null: this machine. */
  address: string | null = null;

  constructor(
    readonly url: string,
    readonly name: string,
  ) {}

  /** Throws for a refusal, with its code. */
  async ask<R extends RouteName>(name: R, asking: Asking<R> = {}): Promise<Reply<R>> {
    const answer = await this.try(name, asking);
    if (answer.outcome === 'ok') return answer.value;
    const why =
      answer.outcome === 'refused' ? `${answer.problem.code} (${answer.problem.detail})` : 'foreign';
    throw new Error(`${name}: ${answer.status} ${why}`);
  }

  async try<R extends RouteName>(name: R, asking: Asking<R> = {}): Promise<WireAnswer<R>> {
    const response = await this.send(name, asking);
    const text = await response.text();
    return answerOf(name, response.status, text === '' ? undefined : JSON.parse(text));
  }

  /** As it comes: for files and streams. */
  async send<R extends RouteName>(
    name: R,
    asking: Asking<R> = {},
    more: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> {
    const { method, target, body, type } = requestOf(name, asking);
    const response = await fetch(this.url + target, {
      method,
      headers: { ...this.headers(), ...(type === null ? {} : { 'content-type': type }), ...more.headers },
      body: body === null ? null : typeof body === 'string' ? body : new Uint8Array(body),
      ...(more.signal === undefined ? {} : { signal: more.signal }),
    });
    const set = response.headers.getSetCookie().find((one) => one.startsWith('minutier='));
    if (set !== undefined) this.cookie = set.split(';')[0] ?? null;
    return response;
  }

  headers(): Record<string, string> {
    return {
      ...(this.address === null ? {} : { 'x-forwarded-for': this.address }),
      ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
      ...(this.session === null ? {} : { 'x-csrf-token': this.session.csrf }),
    };
  }

  /** Pairs an app of this account; its key is `testKey(name)`. */
  async pair(name = 'laptop', address: string | null = null): Promise<DeviceCaller> {
    const { code } = await this.ask('pairingCode');
    const key = testKey(name);
    const device = new DeviceCaller(this.url, name, key);
    device.address = address;
    const proof = toBase64Url(key.sign(toUtf8(`minutier-pair-1\n${code}\n${key.x}\n`)));
    device.token = (await device.ask('pair', { body: { code, key: key.x, proof, name } })).token;
    return device;
  }
}

export class DeviceCaller extends Caller {
  constructor(
    url: string,
    name: string,
    readonly key: SigningKey,
  ) {
    super(url, name);
  }

  /** Sends the lines of a log from a place on, with all that they tell. */
  async upload(contract: ContractId, log: Pick<TestLog, 'lines' | 'disclosures'>, from = 0) {
    const entries = log.lines
      .slice(from)
      .map((line, n) => ({ line, disclosures: log.disclosures[from + n] ?? [] }));
    const { results } = await this.ask('append', { params: { contract }, body: { entries } });
    return results;
  }
}
