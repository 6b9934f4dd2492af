/** The export of everything: asks where to, and writes it whole or not at all, as a job. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { WallMs } from '../../domain/clock';
import type { NewId } from '../../domain/ids';
import { type ExportFormat, type ExportSource, exportAll } from './export';
import type { HandlerDeps } from './handlers';
import type { Jobs } from './jobs';
import type { Texts } from './texts';

export interface Stamp {
  at: WallMs;
  newId: NewId;
}

export async function exportTo(
  format: ExportFormat,
  texts: Texts,
  source: ExportSource,
  { at, newId }: Stamp,
  jobs: Pick<Jobs, 'run'>,
): ReturnType<HandlerDeps['exportTo']> {
  const name = `minutier-${new Date(at).toISOString().slice(0, 10)}.${format}`;
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: texts.t('dialog.export.title'),
    defaultPath: join(app.getPath('documents'), name),
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (canceled || filePath === '') return null;
  const facts = { appVersion: app.getVersion(), at };
  const exported = await jobs.run('export', (job) =>
    exportAll(source, format, filePath, facts, newId().slice(0, 8), job),
  );
  return exported?.outcome === 'saved' ? { ...exported, path: filePath } : exported;
}
