/**
 * The window's keyboard. Single letters work only where nobody is typing; Ctrl or Cmd with Enter works everywhere.
 * The list that `?` shows is made from the same table.
 */
import { useHotkeys } from '@mantine/hooks';
import { stepDay } from '../diary/day-steps';
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
  { id: 'pages', keys: ['mod', '1 2 3'] },
  { id: 'help', keys: ['?'] },
] as const;

export function useShortcuts(openHelp: () => void): void {
  useHotkeys([['mod+Enter', press('[data-shortcut="toggle"]')]], [], true);
  useHotkeys(
    [
      ['mod+1', show('diary')],
      ['mod+2', show('contracts')],
      ['mod+3', show('settings')],
    ],
    [],
  );
  useHotkeys([
    ['m', focus('[data-testid="timer-memo"]')],
    ['c', focus('[data-testid="timer-contract"]')],
    ['t', () => stepDay('today')],
    ['ArrowLeft', () => stepDay('previous')],
    ['ArrowRight', () => stepDay('next')],
    ['shift+?', openHelp],
    ['?', openHelp],
  ]);
}

const show = (page: Page) => () => useApp.setState({ page });

/** While a dialog is open, what lies under it is not reached. */
function reachable(selector: string): HTMLElement | null {
  if (document.querySelector('[role="dialog"]')) return null;
  return document.querySelector<HTMLElement>(selector);
}

const press = (selector: string) => () => reachable(selector)?.click();
const focus = (selector: string) => () => reachable(selector)?.focus();
