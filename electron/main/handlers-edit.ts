/** The commands that edit the diary. What they do is in `edits.ts`. */
import type { IdleQuestion } from '../../domain/idle';
import { done, type Handlers } from './dispatch';
import type { Edits } from './edits';

type EditCommand = Extract<keyof Handlers, `diary.edit.${string}` | 'diary.manual.add' | 'idle.pending'>;

export function editHandlers(
  edits: Edits,
  pendingIdles: () => readonly IdleQuestion[],
): Pick<Handlers, EditCommand> {
  return {
    'diary.edit.tag': ({ sliceIds, tag }) => edits.setTag(sliceIds, tag),
    'diary.edit.move': ({ sliceIds, contractId }) => edits.move(sliceIds, contractId),
    'diary.edit.worth': ({ sliceIds }) => edits.worth(sliceIds),
    'diary.edit.delete': ({ sliceIds }) => edits.remove(sliceIds),
    'diary.edit.undo': ({ undoId }) => edits.undo(undoId),
    'diary.manual.add': (entry) => edits.addManual(entry),
    'idle.pending': () =>
      done(pendingIdles().map(({ id, contractId, start, end }) => ({ id, contractId, start, end }))),
  };
}
