/** What the page knows as a whole: who is signed in, the contracts as they are now, and how the page looks. */
import { create } from 'zustand';
import type { ContractId } from '../../domain/ids';
import type { Session } from '../../domain/protocol-accounts';
import type { ContractView } from '../../domain/protocol-diary';
import type { RoleOnContract } from '../../domain/protocol-shared';
import type { Language } from '../ui/i18n';
import { api, type Failure } from './api';
import {
  chosenLanguage,
  chosenTheme,
  languageOf,
  rememberLanguage,
  rememberTheme,
  type Shelf,
  type ThemeChoice,
} from './preferences';
import { changeLanguage } from './texts';

export type Access =
  /** The first answer is awaited. */
  | { state: 'asking' }
  /** `expired`: it was signed in until a moment ago, and what it looked at is shown again afterwards. */
  | { state: 'out'; why: 'none' | 'expired' | 'left' }
  | { state: 'in'; session: Session }
  /** Nobody knows: the server did not say. */
  | { state: 'failed'; failure: Failure };

export interface ContractState {
  /** Null while the first answer is awaited, or where it failed. */
  view: ContractView | null;
  failure: Failure | null;
}

export interface ClientState {
  access: Access;
  contracts: ReadonlyMap<ContractId, ContractState>;
  language: Language;
  theme: ThemeChoice;
  /** Of `theme` and the browser's wish. */
  dark: boolean;
  /** The secret of the link by which one came; in memory only, and gone once it was used. */
  linkToken: string | null;
}

const darkWish = window.matchMedia('(prefers-color-scheme: dark)');
const shelf = shelfOf();

export const useClient = create<ClientState>(() => {
  const theme = chosenTheme(shelf);
  return {
    access: { state: 'asking' },
    contracts: new Map(),
    language: chosenLanguage(shelf) ?? languageOf(navigator.languages),
    theme,
    dark: isDark(theme),
    linkToken: null,
  };
});

darkWish.addEventListener('change', () => useClient.setState(({ theme }) => ({ dark: isDark(theme) })));

/** Asks who is signed in. */
export async function askSession(): Promise<void> {
  const answer = await api.call('session');
  if (answer.outcome === 'ok') return signedIn(answer.value);
  if (answer.outcome === 'refused' && answer.status === 401) return signedOut('none');
  useClient.setState({ access: { state: 'failed', failure: answer } });
}

/** As the server told it: at the start, after signing in, and after every change of the account. */
export function signedIn(session: Session): void {
  api.setCsrf(session.csrf);
  useClient.setState({ access: { state: 'in', session } });
}

/** Nothing of the account stays in the page. */
export function signedOut(why: 'none' | 'expired' | 'left'): void {
  api.setCsrf('');
  useClient.setState({ access: { state: 'out', why }, contracts: new Map() });
}

/** The language is this browser's from now on. Resolves to false, and nothing has changed, where its texts did not come. */
export async function chooseLanguage(language: Language): Promise<boolean> {
  try {
    await changeLanguage(language);
  } catch {
    return false;
  }
  rememberLanguage(shelf, language);
  useClient.setState({ language });
  return true;
}

export function chooseTheme(theme: ThemeChoice): void {
  rememberTheme(shelf, theme);
  useClient.setState({ theme, dark: isDark(theme) });
}

const loading = new Map<ContractId, { again: boolean; done: Promise<void> }>();

/**
 * Reads the contract again; what was there before is shown until the answer is there. Asked while an answer is awaited, it
 * reads once more afterwards: news come in crowds.
 */
export function loadContract(contract: ContractId): Promise<void> {
  const running = loading.get(contract);
  if (running !== undefined) {
    running.again = true;
    return running.done;
  }
  const mine = { again: true, done: Promise.resolve() };
  mine.done = (async () => {
    while (mine.again) {
      mine.again = false;
      await readContract(contract);
    }
    loading.delete(contract);
  })();
  loading.set(contract, mine);
  return mine.done;
}

async function readContract(contract: ContractId): Promise<void> {
  const answer = await api.call('contract', { params: { contract } });
  if (useClient.getState().access.state !== 'in') return;
  useClient.setState(({ contracts }) => {
    const before = contracts.get(contract)?.view ?? null;
    const after: ContractState =
      answer.outcome === 'ok' ? { view: answer.value, failure: null } : { view: before, failure: answer };
    return { contracts: new Map(contracts).set(contract, after) };
  });
}

/** Of the account that is signed in; of several the one that may most. Null: the contract is not one of its own. */
export function roleIn(session: Session, contract: ContractId): RoleOnContract | null {
  const roles = session.contracts.filter(({ id }) => id === contract).map(({ role }) => role);
  return (['freelancer', 'client', 'mediator'] as const).find((role) => roles.includes(role)) ?? null;
}

function isDark(theme: ThemeChoice): boolean {
  return theme === 'system' ? darkWish.matches : theme === 'dark';
}

/** A browser that forbids it throws at the mere mention. */
function shelfOf(): Shelf | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
