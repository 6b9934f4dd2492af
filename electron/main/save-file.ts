/** Files under a name of the user's choice: asked for, then written whole or not at all. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { writeDurably } from '../../node/durable-file';
import type { JobControl, Jobs } from './jobs';
import type { Texts } from './texts';

/** The path that the user chose for a file; null where the dialog was closed. */
export async function askPath(
  title: string,
  name: string,
  extension: string,
  texts: Pick<Texts, 't'>,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: texts.t(title),
    defaultPath: join(app.getPath('documents'), `${name.replace(/[^\p{L}\p{N}-]+/gu, '-')}.${extension}`),
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
  });
  return canceled || filePath === '' ? null : filePath;
}

/** The file that the user chose to be read; null where the dialog was closed. */
export async function askFile(
  title: string,
  kind: string,
  extension: string,
  texts: Pick<Texts, 't'>,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: texts.t(title),
    defaultPath: app.getPath('documents'),
    properties: ['openFile'],
    filters: [
      { name: texts.t(kind), extensions: [extension] },
      { name: texts.t('dialog.anyFile'), extensions: ['*'] },
    ],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Null, or why the disk refused. */
export async function writeText(path: string, text: string): Promise<string | null> {
  const written = await writeBytes(path, Buffer.from(text));
  return written.outcome === 'saved' ? null : written.detail;
}

/** Asks where to, makes the PDF, and writes it whole or not at all, as a job. Null: not wanted any more. */
export async function savePdf(
  title: string,
  name: string,
  texts: Pick<Texts, 't'>,
  jobs: Pick<Jobs, 'run'>,
  make: (job: JobControl) => Promise<Uint8Array>,
): Promise<null | { outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string }> {
  const filePath = await askPath(title, name, 'pdf', texts);
  if (filePath === null) return null;
  return jobs.run('notice', async (job) => {
    const bytes = await make(job);
    job.commit();
    return writeBytes(filePath, bytes);
  });
}

/** Writes the file whole or not at all; `detail` is the system's error code. */
export async function writeBytes(
  path: string,
  bytes: Uint8Array,
): Promise<{ outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string }> {
  try {
    await writeDurably(path, bytes);
    return { outcome: 'saved', path };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    return { outcome: 'failed', detail: error.code };
  }
}
