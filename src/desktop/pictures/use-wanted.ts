/** A picture that was chosen outside of this window (in the preview, in a notification) is opened in its slice. */
import { useEffect } from 'react';
import { SliceIdSchema } from '../../../domain/ids';
import { dayOf } from '../../ui/zone';
import { api } from '../api';
import { attempt } from '../failures';
import { LOCAL_ZONE } from '../present';
import { useApp } from '../store';

export function useWantedPicture(): void {
  useEffect(() => {
    async function open(): Promise<void> {
      const wanted = await attempt(api.call('picture.wanted', undefined));
      if (!wanted) return;
      const zone = useApp.getState().settings.zone === 'utc' ? 'UTC' : LOCAL_ZONE;
      useApp.setState({
        page: 'diary',
        wanted: { day: dayOf(wanted.slot * 1000, zone), sliceId: SliceIdSchema.parse(wanted.sliceId) },
        redact: wanted.redact ? wanted.id : null,
      });
    }
    void open();
    return api.on('pictureWanted', () => void open());
  }, []);
}
