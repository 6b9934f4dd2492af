/** Files under a name of the user's choice: asked for, then written whole or not at all. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { writeDurably } from './durable-file';
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

/** Null, or why the disk refused. */
export async function writeText(path: string, text: string): Promise<string | null> {
  try {
    await writeDurably(path, Buffer.from(text));
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    return error.code;
  }
}

/** Asks where to, makes the PDF, and writes it whole or not at all. */
export async function savePdf(
  title: string,
  name: string,
  texts: Pick<Texts, 't'>,
  make: () => Promise<Uint8Array>,
): Promise<null | { outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string }> {
  const filePath = await askPath(title, name, 'pdf', texts);
  if (filePath === null) return null;
  try {
    await writeDurably(filePath, await make());
    return { outcome: 'saved', path: filePath };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    return { outcome: 'failed', detail: error.code };
  }
}
