/**
 * The window's keyboard. Single letters work only where nobody is typing; Ctrl or Cmd with Enter works everywhere.
 * The list that `?` shows is made from the same table.
 */
import { useHotkeys } from '@mantine/hooks';
import { api } from '../api';
import { stepDay } from '../diary/day-steps';
import { attempt } from '../failures';
import { type Page, useApp } from '../store';

/** What each shortcut does, by its text key, with the keys as they are printed; `mod` is Ctrl or ⌘. */
export const SHORTCUTS = [
  { id: 'toggle', keys: ['mod', 'Enter'] },
  { id: 'memo', keys: ['M'] },
  { id: 'contract', keys: ['C'] },
  { id: 'previousDay', keys: ['←'] },
  { id: 'nextDay', keys: ['→'] },
  { id: 'today', keys: ['T'] },
  { id: 'grid', keys: ['Tab', '← → ↑ ↓'] },
  { id: 'open', keys: ['Enter'] },
  { id: 'editRun', keys: ['E'] },
  { id: 'choose', keys: ['Space', 'Shift + ← →'] },
  { id: 'chooseAll', keys: ['mod', 'A'] },
  { id: 'deleteChosen', keys: ['Delete'] },
  { id: 'palette', keys: ['mod', 'K'] },
  { id: 'mini', keys: ['mod', 'Shift', 'M'] },
  { id: 'search', keys: ['mod', 'F', '/'] },
  { id: 'jobs', keys: ['J'] },
  { id: 'pages', keys: ['mod', '1 … 8'] },
  { id: 'help', keys: ['?'] },
] as const;

export function useShortcuts(openHelp: () => void, openSearch: () => void, openPalette: () => void): void {
  useHotkeys([['mod+Enter', press('[data-shortcut="toggle"]')]], [], true);
  useHotkeys(
    [
      ['mod+1', show('diary')],
      ['mod+2', show('week')],
      ['mod+3', show('protection')],
      ['mod+4', show('insights')],
      ['mod+5', show('contracts')],
      ['mod+6', show('evidence')],
      ['mod+7', show('server')],
      ['mod+8', show('settings')],
      ['mod+F', unlessInDialog(openSearch)],
      ['mod+K', unlessInDialog(openPalette)],
      ['mod+shift+M', toggleMini],
    ],
    [],
  );
  useHotkeys([
    ['m', focus('[data-testid="timer-memo"]')],
    ['c', focus('[data-testid="timer-contract"]')],
    ['j', focus('[data-testid="job-cancel"]')],
    ['t', () => stepDay('today')],
    ['ArrowLeft', () => stepDay('previous')],
    ['ArrowRight', () => stepDay('next')],
    ['/', unlessInDialog(openSearch)],
    ['shift+?', openHelp],
    ['?', openHelp],
  ]);
}

const toggleMini = () => void attempt(api.call('mini.toggle', undefined));
const show = (page: Page) => () => useApp.setState({ page });

/** While a dialog is open, what lies under it is not reached. */
function reachable(selector: string): HTMLElement | null {
  if (document.querySelector('[role="dialog"]')) return null;
  return document.querySelector<HTMLElement>(selector);
}

const unlessInDialog = (work: () => void) => () => {
  if (!document.querySelector('[role="dialog"]')) work();
};
const press = (selector: string) => () => reachable(selector)?.click();
const focus = (selector: string) => () => reachable(selector)?.focus();
