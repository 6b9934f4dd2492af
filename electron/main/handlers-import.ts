/** The commands that take in other programs' reports. What they do is in `imports.ts`. */
import { done, type Handlers } from './dispatch';
import type { Imports } from './imports';

export type ImportCommands = Pick<
  Imports,
  'openFile' | 'preview' | 'lines' | 'run' | 'close' | 'list' | 'undo'
>;

type ImportCommand = Extract<keyof Handlers, `import.${string}`>;

export function importHandlers(imports: ImportCommands): Pick<Handlers, ImportCommand> {
  return {
    'import.open': () => imports.openFile(),
    'import.preview': ({ id, choices }) => imports.preview(id, choices),
    'import.lines': ({ id, from, count, problems }) => imports.lines(id, from, count, problems),
    'import.run': ({ id, choices }) => imports.run(id, choices),
    'import.close': ({ id }) => {
      imports.close(id);
      return done(undefined);
    },
    'import.list': () => done(imports.list()),
    'import.undo': ({ importId }) => imports.undo(importId),
  };
}
