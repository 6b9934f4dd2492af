/** Signing out. Where the server does not hear of it the session goes on there, so the page does not pretend. */
import { api } from '../api';
import { go } from '../route';
import { askSession, signedOut, useClient } from '../store';

export async function leave(): Promise<void> {
  const answer = await api.call('signOut');
  if (answer.outcome === 'ok' || (answer.outcome === 'refused' && answer.status === 401)) {
    signedOut('left');
    go({ page: 'contracts' });
    return;
  }
  useClient.setState({ access: { state: 'asking' } });
  await askSession();
}
