/** What the freelancer decides about a picture, taken to main; a refusal is told in words. */
import i18next from 'i18next';
import type { PictureActions } from '../../diary/picture-actions';
import { api } from '../api';
import { attempt, tellDone } from '../failures';

export const pictureActions: PictureActions = {
  async remove(id) {
    await attempt(api.call('picture.delete', { id }));
  },
  async undo(id) {
    await attempt(api.call('picture.undo', { id }));
  },
  async redact(id, areas) {
    const boxes = areas === 'whole' ? areas : [...areas];
    const ok = await attempt(api.call('picture.redact', { id, areas: boxes }).then(() => true));
    if (ok) tellDone(i18next.t('redact.done'));
    return ok ?? false;
  },
  async release(id) {
    await attempt(api.call('picture.release', { id }));
  },
};
