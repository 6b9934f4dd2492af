/** A `minutier://` link that was opened outside of the app leads to a question, whatever page is shown. */
import { useEffect, useState } from 'react';
import { api } from '../api';
import { attempt } from '../failures';
import type { Invited } from './ConnectDialog';

export function useWantedLink(): { wanted: Invited | null; close(): void } {
  const [wanted, setWanted] = useState<Invited | null>(null);
  useEffect(() => {
    async function take(): Promise<void> {
      const link = await attempt(api.call('sync.linkWanted', undefined));
      if (link) setWanted(link);
    }
    void take();
    return api.on('syncLink', () => void take());
  }, []);
  return { wanted, close: () => setWanted(null) };
}
