/** Commands about single pictures: each is a decision of the freelancer's. SPEC: PX. */
import type { Handlers } from './dispatch';
import type { PictureEdits } from './picture-edits';

type Names = 'picture.delete' | 'picture.undo' | 'picture.redact' | 'picture.release';

export function pictureHandlers(edits: PictureEdits): Pick<Handlers, Names> {
  return {
    'picture.delete': ({ id }) => edits.delete(id),
    'picture.undo': ({ id }) => edits.undo(id),
    'picture.redact': ({ id, areas }) => edits.redact(id, areas),
    'picture.release': ({ id }) => edits.release(id),
  };
}
