/** Commands about the diary server: they pass through to the sync desk, which decides. SPEC: SY. */
import type { ContractId } from '../../domain/ids';
import type { CommandInput, CommandOutput, Sync } from '../contract';
import { done, type Handlers } from './dispatch';
import type { PairLinks } from './pair-links';

type Asked<K extends Names> = (input: CommandInput<K>) => Promise<CommandOutput<K>>;
type Names = Extract<keyof Handlers, `sync.${string}`>;

/** The app's end of the wire, as the window asks for it. Nothing of it rejects for what the network or the server does. */
export interface SyncDesk {
  state(): Sync;
  /** Whether a server orders the contract's log: limit, pause, manual time and tags are the client's then. */
  isClients(contractId: ContractId): boolean;
  look: Asked<'sync.look'>;
  link: Asked<'sync.link'>;
  unlink(): Promise<Sync>;
  share: Asked<'sync.share'>;
  pause(paused: boolean): Promise<Sync>;
  retry(ids: readonly number[] | null): Promise<Sync>;
  sendAnyway(): Promise<Sync>;
  invite: Asked<'sync.invite'>;
  copyLink(link: string): void;
  threads: Asked<'sync.threads'>;
  say: Asked<'sync.say'>;
  disputes(contractId: CommandInput<'sync.disputes'>['contractId']): CommandOutput<'sync.disputes'>;
  answer: Asked<'sync.answer'>;
  accesses: Asked<'sync.accesses'>;
  received(range: CommandInput<'sync.received'>): CommandOutput<'sync.received'>;
}

export function syncHandlers(desk: SyncDesk, links: Pick<PairLinks, 'take'>): Pick<Handlers, Names> {
  return {
    'sync.linkWanted': () => done(links.take()),
    'sync.get': () => done(desk.state()),
    'sync.look': async (input) => done(await desk.look(input)),
    'sync.link': async (input) => done(await desk.link(input)),
    'sync.unlink': async () => done(await desk.unlink()),
    'sync.share': async (input) => done(await desk.share(input)),
    'sync.pause': async ({ paused }) => done(await desk.pause(paused)),
    'sync.retry': async ({ ids }) => done(await desk.retry(ids ?? null)),
    'sync.sendAnyway': async () => done(await desk.sendAnyway()),
    'sync.invite': async (input) => done(await desk.invite(input)),
    'sync.copyLink': ({ link }) => {
      desk.copyLink(link);
      return done(undefined);
    },
    'sync.threads': async (input) => done(await desk.threads(input)),
    'sync.say': async (input) => done(await desk.say(input)),
    'sync.disputes': ({ contractId }) => done(desk.disputes(contractId)),
    'sync.answer': async (input) => done(await desk.answer(input)),
    'sync.accesses': async (input) => done(await desk.accesses(input)),
    'sync.received': (range) => done(desk.received(range)),
  };
}
