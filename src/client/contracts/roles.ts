/** Where one goes first in a contract, and which of its views each role has. Pure. */
import type { Session } from '../../../domain/protocol-accounts';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import type { Place, View, ViewName } from '../route';

export type Membership = Session['contracts'][number];

/** In the order of the tabs. A mediator decides one dispute and sees nothing else. */
const VIEWS = {
  freelancer: ['day', 'week', 'month', 'threads', 'settings', 'accesses'],
  client: ['day', 'week', 'month', 'threads', 'settings'],
  mediator: ['dispute'],
} as const satisfies Record<RoleOnContract, readonly ViewName[]>;

export type TabName = (typeof VIEWS)[RoleOnContract][number];

export function tabsOf(role: RoleOnContract): readonly TabName[] {
  return VIEWS[role];
}

/** Views without a tab of their own belong to the tab that leads there. */
export function tabOf(view: View): TabName {
  return view.name === 'segment' ? 'day' : view.name;
}

export function isFor(role: RoleOnContract, view: View): boolean {
  if (role === 'mediator') return view.name === 'dispute' || view.name === 'segment';
  return view.name !== 'dispute' && tabsOf(role).includes(tabOf(view));
}

/** A mediator's week is in the membership; without one there is nothing that may be seen. */
export function firstPlace({ id, role, week }: Membership): Place {
  if (role !== 'mediator') return { page: 'contract', contract: id, view: { name: 'day', day: null } };
  return week === null
    ? { page: 'contracts' }
    : { page: 'contract', contract: id, view: { name: 'dispute', week } };
}
