/**
 * The sync as the window asks it: linking this device, sharing a contract, what is said by people, and how it stands.
 * Promises: nothing rejects for what the network, the server or the disk does; a server is trusted only with the key that
 * people have compared; a contract's log gets the server's key before anything of it is sent.
 * SPEC: SY1–SY4, SY12–SY16, SY41.
 */
import type { VerifierCrypto } from '../../../domain/crypto';
import { fingerprintWords } from '../../../domain/fingerprint';
import type { ContractId } from '../../../domain/ids';
import { publicKeyOfX, type SigningKey } from '../../../domain/keys';
import { isThisComputer, readAddress } from '../../../domain/pair-link';
import type { Random } from '../../../domain/random';
import type { Slot } from '../../../domain/week';
import type { CommandOutput, Sync, SyncProblem } from '../../contract';
import type { LogsTable } from '../db/logs-table';
import type { SyncTable } from '../db/sync-table';
import type { SyncDesk } from '../handlers-sync';
import type { Sealer } from '../sealer';
import { Allowance, type NetworkPort } from './allowance';
import { type ContractSyncDeps, syncContract } from './contract-sync';
import { Correspondence } from './correspondence';
import { type EngineDeps, type Session, SyncEngine } from './engine';
import { Live } from './live';
import { OF_TERMS, type SyncNews } from './news';
import { meetServer, type PairingDeps, pairWith } from './pairing';
import { createPictureSender } from './pictures-sender';
import type { LinkFile } from './server-link';
import { askAgain, shareNew, tellSharing } from './share';
import { createSyncState, type LinkedServer, receivedOf } from './state';
import type { Transport } from './transport';
import { createWire, Trouble, type Wire } from './wire';

export interface DeskDeps
  extends Pick<EngineDeps, 'now' | 'chance' | 'timer' | 'faultOf' | 'log'>,
    Omit<
      ContractSyncDeps,
      'wire' | 'server' | 'pictures' | 'mayGoOn' | 'permit' | 'changed' | 'reordered' | 'tell' | 'keys'
    > {
  transport: Transport;
  network: NetworkPort;
  link: LinkFile;
  sync: SyncTable;
  logs: LogsTable;
  signer: Pick<Sealer, 'settle' | 'appendTo' | 'reordered'>;
  /** This device's keys that are open, the one that signs first; none before they are. */
  keys(): readonly SigningKey[];
  crypto: VerifierCrypto;
  /** SHA-256 in hex. */
  hashHex(bytes: Uint8Array): string;
  /** What the machine calls itself, as the server lists it. */
  machine: string;
  copy(text: string): void;
  changed(sync: Sync): void;
  told(contractId: ContractId, what: 'thread' | 'review'): void;
  /** Terms of the contract were changed by the client. */
  contractChanged(contractId: ContractId): void;
  tell(news: readonly SyncNews[]): void;
  /** The contract that is tracked at this moment. */
  working(): ContractId | null;
}

export interface RunningSync extends SyncDesk {
  /** Reads the link and begins. */
  begin(): Promise<void>;
  /** The log of the contract has grown. */
  grew(): void;
  /** That it goes on, said to the contract that is tracked, where it shares that. */
  sayPresence(): void;
  /** The timer has changed: another contract is tracked, or none. */
  worked(): void;
  /**
   * What draws the moments of the slot's pictures in a contract whose log a server orders: what the server told, or null
   * for plain chance. Undefined: it orders none, and the device's own key draws.
   */
  dayRandom(contractId: ContractId, slot: Slot): Random | null | undefined;
  /** Whether this device is linked, or that was not read yet. */
  isLinked(): boolean;
  /** What was sealed with the server, for whoever exports: brought as far as it comes now. */
  settled(): Promise<void>;
  /** Settles when the round that is under way has ended; none is begun. */
  idle(): Promise<void>;
  end(): void;
}

/** Something of the window's: what is shown changes at most so often. */
const SHOW_MS = 250;

/** So long an export waits for what was sealed to be sent. */
const SETTLE_MS = 8_000;

type Problem = { outcome: 'problem'; why: SyncProblem; detail: string };

export function createSyncDesk(deps: DeskDeps): RunningSync {
  const { sync, logs, signer, transport, now } = deps;
  let server: LinkedServer | null = null;
  let contactAt: number | null = null;
  let showing: (() => void) | null = null;
  let ended = false;
  let isRead = false;
  const ending = new AbortController();
  /** Contracts whose threads are to be read again. */
  const threadsDue = new Set<ContractId>();

  const allowance = new Allowance({
    network: deps.network,
    now,
    isHere: () => server !== null && isThisComputer(server.link.url),
  });
  const live = new Live({
    ...deps,
    maySay: () => !engine.isHolding(),
    quietly(work) {
      if (engine.mayGoOn()) void withServer((wire) => work(wire).then(() => null));
    },
  });
  const correspondence = new Correspondence({ sync, logs, tell: deps.tell });
  const stateOf = createSyncState({ sync, logs, correspondence });
  const engine = new SyncEngine({
    sync,
    allowance,
    open,
    now,
    chance: deps.chance,
    timer: deps.timer,
    faultOf: deps.faultOf,
    log: deps.log,
    changed: show,
    event: (event) => {
      if (event.kind === 'thread') threadsDue.add(event.contract);
      if (event.kind === 'thread' || event.kind === 'review') engine.wake();
    },
  });

  const state = () => stateOf(server, contactAt, engine.state());

  /** Soon, and once for many changes. */
  function show(): void {
    if (ended || showing !== null) return;
    showing = deps.timer(SHOW_MS, () => {
      showing = null;
      deps.changed(state());
    });
  }

  function wireTo(linked: LinkedServer, signal: AbortSignal): Wire {
    return createWire({
      transport,
      server: linked.link.url,
      token: linked.link.token,
      signal,
      answered: () => {
        contactAt = now();
      },
    });
  }

  function open(): Session | null {
    const linked = server;
    if (linked === null || deps.keys().length === 0) return null;
    const control = new AbortController();
    const wire = wireTo(linked, AbortSignal.any([control.signal, ending.signal]));
    const pictures = createPictureSender(wire, deps.hashHex, () => engine.permit());
    for (const { contractId } of sync.list()) threadsDue.add(contractId);
    const parts: ContractSyncDeps = {
      ...deps,
      wire,
      server: linked.key,
      pictures,
      mayGoOn: () => engine.mayGoOn() && !control.signal.aborted,
      permit: () => engine.permit(),
      changed: show,
      reordered: (contractId) => signer.reordered(contractId),
      tell: (news) => {
        for (const { what, contractId } of news) if (OF_TERMS.has(what)) deps.contractChanged(contractId);
        deps.tell(news);
      },
    };
    return {
      wire,
      server: linked.key,
      abort: () => control.abort(),
      sync: (contractId) => syncOne(contractId, wire, parts),
    };
  }

  async function syncOne(contractId: ContractId, wire: Wire, parts: ContractSyncDeps): Promise<void> {
    const shared = sync.get(contractId);
    if (shared === null || shared.server !== parts.server.kid) return;
    await syncContract(contractId, parts);
    const after = sync.get(contractId);
    if (after === null || after.sent === 0 || after.state !== 'sound') return;
    await tellSharing(after, sync, wire);
    await live.ask(contractId, wire);
    await correspondence.readReviews(contractId, wire);
    if (threadsDue.delete(contractId)) {
      await correspondence.readThreads(contractId, wire).catch((error: unknown) => {
        threadsDue.add(contractId);
        throw error;
      });
      deps.told(contractId, 'thread');
    }
  }

  function problemOf(error: unknown): Problem {
    if (error instanceof Trouble) return { outcome: 'problem', why: error.why, detail: error.detail };
    const fault = deps.faultOf(error);
    if (fault === null) throw error;
    return { outcome: 'problem', why: 'storage', detail: fault.detail };
  }

  /** Runs it with the linked server; what it throws of the world's is an answer. */
  async function withServer<T>(work: (wire: Wire, linked: LinkedServer) => Promise<T>): Promise<T | Problem> {
    if (server === null) return { outcome: 'problem', why: 'address', detail: 'not linked' };
    try {
      return await work(wireTo(server, ending.signal), server);
    } catch (error) {
      return problemOf(error);
    }
  }

  const pairing: PairingDeps = {
    transport,
    signal: ending.signal,
    keys: deps.keys,
    sha256: deps.crypto.sha256,
    machine: deps.machine,
    now,
  };

  const desk: SyncDesk = {
    state,
    isClients(contractId) {
      const row = logs.newest(contractId);
      return sync.get(contractId)?.isOn === true && row !== null && sync.ordered(row) !== null;
    },
    async look({ address }) {
      const read = readAddress(address);
      if (read.outcome === 'refused') return { outcome: 'problem', why: 'address', detail: read.why };
      try {
        const { key, version } = await meetServer(read.server, pairing);
        const { kid } = key;
        return { outcome: 'found', url: read.server, kid, words: fingerprintWords(kid), version };
      } catch (error) {
        return problemOf(error);
      }
    },
    async link({ url, kid, code }) {
      const read = readAddress(url);
      if (read.outcome === 'refused') return { outcome: 'problem', why: 'address', detail: read.why };
      try {
        const linked = await pairWith(read.server, kid, code, pairing);
        // A crash before this is done leaves a token at the server that nobody has.
        await deps.link.write(linked.link);
        server = linked;
        engine.restart(false);
        return { outcome: 'done', sync: state() };
      } catch (error) {
        return problemOf(error);
      }
    },
    async unlink() {
      await deps.link.remove();
      server = null;
      contactAt = null;
      engine.restart(false);
      return state();
    },
    async share({ contractId, on, fields, presence }) {
      if (server === null) return { outcome: 'problem', why: 'address', detail: 'not linked' };
      try {
        const known = sync.get(contractId);
        const row = logs.newest(contractId);
        const isKnown = known !== null && known.server === server.key.kid && known.log === row?.log;
        if (isKnown) {
          const isMore = fields.some((field) => !known.fields.includes(field));
          const state = known.state === 'elsewhere' ? 'sound' : known.state;
          sync.put({ ...known, isOn: on, fields, presence, state, retell: isMore ? 0 : known.retell });
        } else if (on) await shareNew(contractId, server, { fields, presence }, deps);
        engine.retry();
        show();
        return { outcome: 'done', sync: state() };
      } catch (error) {
        return problemOf(error);
      }
    },
    async pause(paused) {
      if (server !== null) {
        server = { ...server, link: { ...server.link, paused } };
        engine.pause(paused);
        await deps.link.write(server.link).catch((error: unknown) => {
          if (deps.faultOf(error) === null) throw error;
        });
      }
      return state();
    },
    async retry(ids) {
      const wanted = ids ?? sync.refused().map(({ id }) => id);
      deps.transaction(() => askAgain(wanted, sync));
      engine.retry();
      return state();
    },
    async sendAnyway() {
      await allowance.sendAnyway();
      engine.retry();
      return state();
    },
    invite: ({ contractId, name }) =>
      withServer(async (wire): Promise<CommandOutput<'sync.invite'>> => {
        if (sync.get(contractId)?.sent === 0) {
          engine.retry();
          await engine.settled();
          if (sync.get(contractId)?.sent === 0 && engine.isHolding())
            return { outcome: 'problem', why: 'metered', detail: '' };
        }
        const made = await wire.ask('invite', { params: { contract: contractId }, body: { name } });
        return { outcome: 'made', ...made };
      }),
    copyLink: deps.copy,
    async threads({ contractId }) {
      const read = await withServer(async (wire) => {
        await correspondence.readThreads(contractId, wire);
        return { outcome: 'read' } as const;
      });
      if (read.outcome === 'read') show();
      return {
        threads: correspondence
          .threads(contractId)
          .map((thread) => ({ ...thread, sliceId: sync.sliceOf(thread.leaf) })),
        stale: read.outcome === 'problem' ? read.why : null,
      };
    },
    say: ({ contractId, leaf, text }) =>
      withServer(async (wire): Promise<CommandOutput<'sync.say'>> => {
        const thread = await wire.ask('say', { params: { contract: contractId, leaf }, body: { text } });
        correspondence.keepThread(contractId, thread);
        show();
        return { outcome: 'said', thread };
      }),
    disputes: (contractId) => ({ disputes: correspondence.reviews(contractId) }),
    answer: ({ contractId, week, ms, text }) =>
      withServer(async (wire): Promise<CommandOutput<'sync.answer'>> => {
        const review = await wire.ask('answer', {
          params: { contract: contractId, week },
          body: { ms, text },
        });
        correspondence.keepReview(contractId, review);
        engine.wake();
        show();
        return { outcome: 'answered', review };
      }),
    accesses: ({ contractId, before }) =>
      withServer(async (wire): Promise<CommandOutput<'sync.accesses'>> => {
        const { accesses } = await wire.ask('accesses', {
          params: { contract: contractId },
          query: { before },
        });
        return { outcome: 'read', accesses };
      }),
    received: (range) => receivedOf(sync, range),
  };

  return {
    ...desk,
    dayRandom: (contractId, slot) => live.dayRandom(contractId, slot),
    isLinked: () => server !== null || !isRead,
    async begin() {
      live.begin();
      const read = await deps.link.read();
      isRead = true;
      if (ended) return;
      if (read.outcome === 'locked') deps.log(`the server is not asked: ${read.detail}`);
      if (read.outcome !== 'linked') return;
      const key = publicKeyOfX(read.link.key, deps.crypto.sha256);
      if (key === null) return;
      server = { link: read.link, key };
      engine.restart(read.link.paused);
    },
    grew: () => engine.wake(),
    sayPresence: () => live.sayPresence(),
    worked: () => live.worked(),
    idle: () => engine.settled(),
    async settled() {
      if (server === null || !engine.mayGoOn()) return;
      let stop: () => void = () => undefined;
      // Whoever waits for it does not wait for a network that is slow.
      const late = new Promise<void>((resolve) => {
        stop = deps.timer(SETTLE_MS, resolve);
      });
      await Promise.race([engine.hurry(), late]);
      stop();
    },
    end() {
      ended = true;
      engine.end();
      ending.abort();
      live.end();
      showing?.();
    },
  };
}
