/**
 * The front window through the package `active-win` 8.2.1: on Linux it runs xprop and xwininfo (22 ms a call), on
 * macOS its own Swift helper. Loaded when first asked, so that start-up does not wait for it.
 * Known faults, all met as failures here: on Linux it throws for a window without _NET_WM_PID and for a title with
 * `=`, and does not tell "no window" from "xprop is missing"; on macOS it fails without the Screen Recording permission,
 * where it is asked once more without titles.
 */
import { z } from 'zod';
import type { FrontWindow } from '../../../domain/sample';
import type { Answer, Backend } from './chain';

const ResultSchema = z.object({ title: z.string().nullish(), owner: z.object({ name: z.string() }) });

type Package = (options?: {
  accessibilityPermission: boolean;
  screenRecordingPermission: boolean;
}) => Promise<unknown>;

export class ActiveWin implements Backend<FrontWindow | null> {
  readonly name = 'active-win';

  constructor(private readonly platform: NodeJS.Platform) {}

  async ask(): Promise<Answer<FrontWindow | null>> {
    const { default: activeWin } = await import('active-win');
    return this.platform === 'darwin' ? askMac(activeWin) : askOnce(activeWin, true);
  }
}

async function askMac(activeWin: Package): Promise<Answer<FrontWindow | null>> {
  const withTitle = await askOnce(activeWin, true).catch(() => null);
  return withTitle ?? askOnce(activeWin, false);
}

async function askOnce(activeWin: Package, titles: boolean): Promise<Answer<FrontWindow | null>> {
  // The Accessibility permission would only give browser addresses, which are not wanted here.
  const found = await activeWin({ accessibilityPermission: false, screenRecordingPermission: titles });
  if (found === undefined || found === null) return { outcome: 'failed', detail: 'no window, or no answer' };
  const { title, owner } = ResultSchema.parse(found);
  return { outcome: 'answered', value: { app: owner.name, title: titles && title ? title : null } };
}
