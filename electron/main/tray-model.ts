/**
 * What the tray says of a timer: icon, tooltip and menu, as plain data that can be compared. The menu changes with
 * the state only; the tooltip names whole minutes, so it changes once a minute.
 */
import { assertNever } from '../../domain/assert';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import type { Timer } from '../contract';
import type { Texts } from './texts';

export type TrayIcon = Timer['mode'];

export type TrayItem =
  | { kind: 'state'; label: string }
  | { kind: 'start'; label: string; contracts: { id: ContractId; label: string; current: boolean }[] }
  | { kind: 'stop' | 'resume' | 'open' | 'mini' | 'quit'; label: string }
  | { kind: 'line' };

export interface TrayModel {
  icon: TrayIcon;
  tooltip: string;
  items: TrayItem[];
}

export function trayModel(timer: Timer, contracts: readonly HourlyContract[], texts: Texts): TrayModel {
  const current = contracts.find((contract) => contract.id === timer.contractId);
  const state = stateLine(timer, current?.title ?? '', texts);
  const open = contracts.filter((contract) => contract.archivedAt === null);
  const items: TrayItem[] = [{ kind: 'state', label: state }, { kind: 'line' }];
  if (open.length > 0) {
    items.push({
      kind: 'start',
      label: texts.t(timer.mode === 'stopped' ? 'tray.start' : 'tray.switch'),
      contracts: open.map((contract) => ({
        id: contract.id,
        label: `${contract.title} (${contract.client})`,
        current: contract.id === timer.contractId,
      })),
    });
  }
  if (timer.mode === 'paused') items.push({ kind: 'resume', label: texts.t('tray.resume') });
  if (timer.mode !== 'stopped') items.push({ kind: 'stop', label: texts.t('tray.stop') });
  items.push({ kind: 'line' });
  items.push({ kind: 'open', label: texts.t('tray.open') }, { kind: 'mini', label: texts.t('tray.mini') });
  items.push({ kind: 'quit', label: texts.t('tray.quit') });
  const tooltip = texts.t('tray.tooltip', { state, today: hoursAndMinutes(timer.todayMs) });
  return { icon: timer.mode, tooltip, items };
}

/** The timer's state in one line. */
function stateLine(timer: Timer, title: string, texts: Texts): string {
  switch (timer.mode) {
    case 'stopped':
      return texts.t('tray.state.stopped');
    case 'tracking':
      return texts.t('tray.state.tracking', { title });
    case 'paused':
      return texts.t('tray.state.paused', { title });
    default:
      return assertNever(timer.mode);
  }
}

/** `3:07` for three hours and seven minutes, whole minutes begun. */
export function hoursAndMinutes(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
