/** Commands about single pictures and the notice at each: all are decisions of the freelancer's. SPEC: PX. */
import { done, failed, type Handlers } from './dispatch';
import type { PictureEdits } from './picture-edits';
import type { PictureNotice } from './picture-notice';

type Names =
  | 'picture.delete'
  | 'picture.undo'
  | 'picture.redact'
  | 'picture.release'
  | 'picture.wanted'
  | 'preview.get'
  | 'preview.close'
  | 'preview.redact';

export type PreviewHandlerDeps = Pick<PictureNotice, 'preview' | 'close' | 'show' | 'takeWanted'>;

export function pictureHandlers(edits: PictureEdits, notice: PreviewHandlerDeps): Pick<Handlers, Names> {
  return {
    'picture.delete': ({ id }) => edits.delete(id),
    'picture.undo': ({ id }) => edits.undo(id),
    'picture.redact': ({ id, areas }) => edits.redact(id, areas),
    'picture.release': ({ id }) => edits.release(id),
    'picture.wanted': () => done(notice.takeWanted()),
    'preview.get': () => done(notice.preview()),
    'preview.close': () => {
      notice.close();
      return done(undefined);
    },
    'preview.redact': ({ id }) =>
      notice.show(id, true) ? done(undefined) : failed('not-found', `picture ${id}`),
  };
}
