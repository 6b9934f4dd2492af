/**
 * What somebody has seen of a log earlier: the checkpoint of a bundle that they kept. Its signatures are for the verifier,
 * which takes none but of the log's own keys; the rest of that bundle is not looked at here.
 */
import { BUNDLE_FILES, type ByteSource, CHECKPOINT } from '../../domain/bundle';
import { fromUtf8 } from '../../domain/bytes';
import { readCheckpoint } from '../../domain/checkpoint';
import { readNote } from '../../domain/signed-note';
import { contentOffset, crc32, readZip } from '../../domain/zip';

/** The whole note; null for what is no bundle, has no checkpoint, or one that does not say what a checkpoint says. */
export async function checkpointIn(bundle: ByteSource): Promise<string | null> {
  const zip = await readZip(bundle);
  const file = zip.ok ? zip.value.find(({ name }) => name === CHECKPOINT) : undefined;
  if (file === undefined || file.size > BUNDLE_FILES[CHECKPOINT].max) return null;
  const bytes = await bundle.read(contentOffset(file), file.size);
  const text = crc32(bytes) === file.crc ? fromUtf8(bytes) : null;
  if (text === null) return null;
  const note = readNote(text);
  return note === null || readCheckpoint(note.text) === null ? null : text;
}
