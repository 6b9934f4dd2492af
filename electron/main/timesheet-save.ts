/**
 * The timesheet under a name of the user's choice. Promises: the file is whole, or is what it was before; nothing is
 * left behind where the disk refuses or the job is cancelled.
 */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { assertNever } from '../../domain/assert';
import type { TimesheetFormat } from './handlers-week';
import type { Jobs } from './jobs';
import { writeBytes } from './save-file';
import type { Texts } from './texts';
import { timesheetCsv, timesheetJson, timesheetPage, type WeekDocument } from './timesheet-file';

export interface SaveDeps {
  texts: Texts;
  /** HTML to the bytes of a PDF. */
  print(html: string, signal: AbortSignal): Promise<Uint8Array>;
  jobs: Pick<Jobs, 'run'>;
}

export type SavedTimesheet = { outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string };

/** Asks where to, makes the file, writes it. Null: not wanted any more. `detail` is the system's error code. */
export async function saveTimesheet(
  format: TimesheetFormat,
  document: WeekDocument,
  deps: SaveDeps,
): Promise<SavedTimesheet | null> {
  const week = new Date(document.sheet.weekStart).toISOString().slice(0, 10);
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: deps.texts.t('dialog.timesheet.title'),
    defaultPath: join(app.getPath('documents'), `minutier-${week}.${format}`),
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (canceled || filePath === '') return null;
  return deps.jobs.run('timesheet', async (job) => {
    const bytes = await bytesOf(format, document, deps, job.signal);
    job.commit();
    return writeBytes(filePath, bytes);
  });
}

async function bytesOf(
  format: TimesheetFormat,
  document: WeekDocument,
  { texts, print }: SaveDeps,
  signal: AbortSignal,
): Promise<Uint8Array> {
  switch (format) {
    case 'csv':
      return Buffer.from(timesheetCsv(document));
    case 'json':
      return Buffer.from(timesheetJson(document));
    case 'pdf':
      return print(timesheetPage(document, texts), signal);
    default:
      return assertNever(format);
  }
}
