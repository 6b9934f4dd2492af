/** Changes settings at once; the window takes over what main answers. */
import type { CommandInput } from '../../../electron/contract';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';

export async function changeSettings(change: CommandInput<'settings.set'>): Promise<void> {
  const settings = await attempt(api.call('settings.set', change));
  if (settings) useApp.setState({ settings });
}
