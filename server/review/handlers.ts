/** The review's commands of the wire: what the client sets, asks and disputes, what the others answer. SPEC: SV60–SV70. */
import type { Leaf } from '../../domain/entry';
import type { ContractId } from '../../domain/ids';
import type { Review, Thread } from '../../domain/protocol-review';
import type { AccountId, RoleOnContract } from '../../domain/protocol-shared';
import { DAY_MS } from '../../domain/week';
import type { Person } from '../access/people';
import { type Asker, type HandlersOf, NOT_FOUND, type Refusal } from '../http/handler';
import type { Parts } from '../parts';
import { remindersFor } from './reminders';
import { setAttested, setLimit, setPaused, setTerms } from './settings';
import { reviewOf, reviewsOf } from './state';
import { act, answer, approve, callMediator, type Decide, decide, dispute } from './steps';
import { openThreadStore, type StoredThread } from './thread-store';
import { textOf } from './told';

/** How long a mediator may read. */
const MEDIATOR_MS = 30 * DAY_MS;

export type ReviewRoutes =
  | 'setLimit'
  | 'setTerms'
  | 'pause'
  | 'attest'
  | 'threads'
  | 'say'
  | 'flag'
  | 'review'
  | 'reminders'
  | 'approve'
  | 'dispute'
  | 'answer'
  | 'callMediator'
  | 'decide';

export function reviewHandlers(parts: Parts): HandlersOf<ReviewRoutes> {
  const store = openThreadStore(parts.sqlite);

  /** A step, and then how the review stands. */
  async function step(
    { contract, week }: { contract: ContractId; week: number },
    now: number,
    what: Decide,
  ): Promise<Review | Refusal> {
    return (await act(parts, contract, now, what)) ?? viewOf(contract, week);
  }

  async function viewOf(contract: ContractId, week: number): Promise<Review | Refusal> {
    const people = await parts.people.of(contract);
    const view = await parts.logs.read(contract, async (standing): Promise<Review> => {
      const { steps, answerUntil } = reviewOf(standing.ledger, week);
      const views: Review['steps'] = [];
      for (const { index, leaf, entry } of steps) {
        const text = await textOf(standing, index, 'statement');
        views.push({
          what: entry.what,
          at: entry.at,
          by: entry.by === 'clock' ? null : nameOf(people, entry.by, week),
          ms: entry.ms ?? null,
          reason: entry.reason ?? null,
          text: text === '' ? null : text,
          leaf,
        });
      }
      return { week, steps: views, answerUntil };
    });
    return view ?? NOT_FOUND;
  }

  async function threadView(contract: ContractId, leaf: Leaf): Promise<Thread | Refusal> {
    const [view] = await threadViews(contract, [await store.thread(contract, leaf)]);
    return view ?? NOT_FOUND;
  }

  /** Those whose segment is in the log. */
  async function threadViews(contract: ContractId, threads: readonly StoredThread[]): Promise<Thread[]> {
    const names = await namesOf(threads);
    const slots = await parts.logs.read(contract, ({ ledger }) =>
      threads.map(({ leaf }) => ledger.segment(leaf)?.entry.slot),
    );
    return threads.flatMap(({ leaf, flagged, messages }, n) => {
      const slot = slots?.[n];
      if (slot === undefined) return [];
      const open = messages.at(-1)?.role === 'client';
      return [
        {
          leaf,
          slot,
          flagged,
          open,
          messages: messages.map(({ at, account, role, text }) => ({
            at,
            by: account,
            name: names.get(account) ?? '',
            role,
            text,
          })),
        },
      ];
    });
  }

  async function namesOf(threads: readonly StoredThread[]): Promise<Map<AccountId, string>> {
    const ids = new Set(threads.flatMap(({ messages }) => messages.map(({ account }) => account)));
    const names = new Map<AccountId, string>();
    for (const id of ids) names.set(id, (await parts.people.account(id))?.name ?? '');
    return names;
  }

  const nothing = async (contract: ContractId, now: number, what: Decide) =>
    (await act(parts, contract, now, what)) ?? undefined;

  return {
    async setLimit({ params, body, now }) {
      let from = now;
      const what = setLimit(body.limitSeconds, now, (effect) => {
        from = effect;
      });
      return (await act(parts, params.contract, now, what)) ?? { from };
    },
    setTerms: ({ params, body, now }) => nothing(params.contract, now, setTerms(parts, body, now)),
    pause: ({ params, body, now }) => nothing(params.contract, now, setPaused(body.paused, now)),
    attest: ({ params, body, asker, now }) =>
      nothing(params.contract, now, setAttested(parts, body.attested, asker.name, now)),

    async threads({ params: { contract } }) {
      return { threads: await threadViews(contract, await store.threads(contract)) };
    },
    async say({ params: { contract, leaf }, body, asker, now }) {
      const { account, role } = personOf(asker);
      const isThere = await parts.logs.read(contract, ({ ledger }) => ledger.segment(leaf) !== undefined);
      if (isThere !== true) return NOT_FOUND;
      await store.say(contract, leaf, { at: now, account, role, text: body.text });
      parts.hub.tell({ kind: 'thread', contract, leaf });
      return threadView(contract, leaf);
    },
    async flag({ params: { contract, leaf }, body, asker, now }) {
      const { account } = personOf(asker);
      const isThere = await parts.logs.read(contract, ({ ledger }) => ledger.segment(leaf) !== undefined);
      if (isThere !== true) return NOT_FOUND;
      await store.flag(contract, leaf, { account, at: now }, body.flagged);
      parts.hub.tell({ kind: 'thread', contract, leaf });
      return threadView(contract, leaf);
    },

    review: ({ params }) => viewOf(params.contract, params.week),
    async reminders({ params: { contract }, asker, now }) {
      const reviews = await parts.logs.read(contract, ({ ledger }) => reviewsOf(ledger));
      if (reviews === null) return NOT_FOUND;
      const { account, role } = personOf(asker);
      const week = role === 'mediator' ? await mediatorsWeek(contract, account) : null;
      const own = week === null ? reviews : reviews.filter((one) => one.week === week);
      return { reminders: remindersFor(role, own, now) };
    },
    approve: ({ params, now }) => step(params, now, approve(parts, params.week, now)),
    dispute: ({ params, body, now }) => step(params, now, dispute(parts, params.week, body, now)),
    answer: ({ params, body, now }) => step(params, now, answer(parts, params.week, body, now)),
    async callMediator({ params: { contract, week }, body, asker, now }) {
      const by = asker.role === 'client' ? 'client' : 'freelancer';
      const refusal = await act(
        parts,
        contract,
        now,
        callMediator(parts, week, { name: body.name, by }, now),
      );
      if (refusal !== null) return refusal;
      const until = now + MEDIATOR_MS;
      // A crash before this leaves an entry of a mediator whose link nobody has: they are called again.
      const link = { kind: 'mediator', contract, week, name: body.name, from: asker.name, until } as const;
      return { link: await parts.links.make(link), until };
    },
    async decide({ params, body, asker, now }) {
      // Which week a mediator may see was decided before; that they decide no other is not left to that alone.
      if ((await mediatorsWeek(params.contract, personOf(asker).account)) !== params.week) return NOT_FOUND;
      return step(params, now, decide(parts, params.week, body, now));
    },
  };

  async function mediatorsWeek(contract: ContractId, account: AccountId): Promise<number | null> {
    const people = await parts.people.of(contract);
    return people.find((one) => one.role === 'mediator' && one.account === account)?.week ?? null;
  }
}

/** Of a contract's command the asker is somebody. */
function personOf({ account, role }: Asker): { account: AccountId; role: RoleOnContract } {
  if (account === null || role === null)
    throw new Error('broken invariant: a command of a contract without a role');
  return { account, role };
}

function nameOf(people: readonly Person[], role: RoleOnContract, week: number): string | null {
  const own = people.find((one) => one.role === role && (role !== 'mediator' || one.week === week));
  return own?.name ?? null;
}
