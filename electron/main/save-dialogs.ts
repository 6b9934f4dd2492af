/** Files that are saved where the user says: ask for the path, make the file, write it whole or not at all. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { assertNever } from '../../domain/assert';
import type { WallMs } from '../../domain/clock';
import type { NewId } from '../../domain/ids';
import { writeDurably } from './durable-file';
import { type ExportFormat, type ExportSource, exportAll } from './export';
import type { HandlerDeps } from './handlers';
import type { TimesheetFormat } from './handlers-week';
import type { PrintPages } from './print';
import type { Texts } from './texts';
import { timesheetCsv, timesheetJson, timesheetPage, type WeekDocument } from './timesheet-file';

export interface Stamp {
  at: WallMs;
  newId: NewId;
}

export async function exportTo(
  format: ExportFormat,
  texts: Texts,
  source: ExportSource,
  { at, newId }: Stamp,
): ReturnType<HandlerDeps['exportTo']> {
  const name = `minutier-${new Date(at).toISOString().slice(0, 10)}.${format}`;
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: texts.t('dialog.export.title'),
    defaultPath: join(app.getPath('documents'), name),
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (canceled || filePath === '') return null;
  const facts = { appVersion: app.getVersion(), at };
  const exported = await exportAll(source, format, filePath, facts, newId().slice(0, 8));
  return exported.outcome === 'saved' ? { ...exported, path: filePath } : exported;
}

/** Asks where to, makes the file, and writes it whole or not at all. */
export async function saveTimesheet(
  format: TimesheetFormat,
  document: WeekDocument,
  texts: Texts,
  printPages: PrintPages,
  newId: NewId,
): ReturnType<HandlerDeps['saveTimesheet']> {
  const week = new Date(document.sheet.weekStart).toISOString().slice(0, 10);
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: texts.t('dialog.timesheet.title'),
    defaultPath: join(app.getPath('documents'), `minutier-${week}.${format}`),
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (canceled || filePath === '') return null;
  return write(filePath, () => timesheetBytes(format, document, texts, printPages, newId));
}

/** Asks where to, makes the PDF, and writes it whole or not at all. */
export async function savePdf(
  title: string,
  name: string,
  texts: Texts,
  make: () => Promise<Uint8Array>,
): ReturnType<HandlerDeps['saveNotice']> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: texts.t(title),
    defaultPath: join(app.getPath('documents'), `${name.replace(/[^\p{L}\p{N}-]+/gu, '-')}.pdf`),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  });
  if (canceled || filePath === '') return null;
  return write(filePath, make);
}

async function write(path: string, make: () => Promise<Uint8Array>) {
  try {
    await writeDurably(path, await make());
    return { outcome: 'saved', path } as const;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    return { outcome: 'failed', detail: error.code } as const;
  }
}

async function timesheetBytes(
  format: TimesheetFormat,
  document: WeekDocument,
  texts: Texts,
  printPages: PrintPages,
  newId: NewId,
): Promise<Uint8Array> {
  switch (format) {
    case 'csv':
      return Buffer.from(timesheetCsv(document));
    case 'json':
      return Buffer.from(timesheetJson(document));
    case 'pdf':
      return printPages.print(timesheetPage(document, texts), newId());
    default:
      return assertNever(format);
  }
}
