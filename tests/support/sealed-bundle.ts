/** A bundle of what a database has sealed, with everything told: no child, no file, for tests of what was signed. */
import {
  CHECKPOINT,
  DISCLOSURES,
  ENTRIES,
  MANIFEST,
  MANIFEST_NOTE,
  manifestNoteText,
  pictureName,
  type Scope,
  writeManifest,
} from '../../domain/bundle';
import { toHex, toUtf8 } from '../../domain/bytes';
import { originOfLog } from '../../domain/checkpoint';
import { readDisclosure } from '../../domain/disclosure';
import type { ContractId } from '../../domain/ids';
import type { Database } from '../../electron/main/db/open';
import type { LogSigner } from '../../electron/main/evidence/ports';
import { ALL_FIELDS, sorted, zipOf } from './bundles';
import { sha256 } from './evidence';

/** `bytes`: of a picture by its hash. Null where nothing was sealed. */
export function bundleOfSealed(
  database: Database,
  contract: ContractId,
  signer: Pick<LogSigner, 'checkpoint' | 'note'>,
  bytes: (sha256: string) => Uint8Array | null,
): Uint8Array | null {
  const log = database.logs.newest(contract);
  if (log === null) return null;
  const told = [...database.logs.disclosures(log.log)];
  const scope: Scope = { from: 0, to: 4_000_000_200, fields: ALL_FIELDS };
  const files = new Map<string, Uint8Array>([
    ['README.txt', toUtf8('-\n')],
    [CHECKPOINT, toUtf8(signer.checkpoint(log.log))],
    [DISCLOSURES, toUtf8(told.map(({ text }) => `${text}\n`).join(''))],
    [ENTRIES, toUtf8([...database.logs.lines(log.log)].map((line) => `${line}\n`).join(''))],
  ]);
  for (const { text, name } of told) {
    if (!name.startsWith('picture.')) continue;
    const json = JSON.stringify(readDisclosure(text));
    const hash = /"sha256":"([0-9a-f]{64})"/.exec(json)?.[1] ?? '';
    const picture = bytes(hash);
    if (picture !== null && !json.includes('"held":1')) files.set(pictureName(hash), picture);
  }
  const manifest = toUtf8(
    writeManifest({
      format: 'minutier-bundle-1',
      contract,
      log: log.log,
      app: '0.1.0',
      language: 'en',
      scope,
      note: '',
      files: sorted(files).map(([name, content]) => [name, content.length, toHex(sha256(content))]),
    }),
  );
  const note = signer.note(log.log, manifestNoteText(originOfLog(contract, log.log), sha256(manifest)));
  return zipOf(new Map(sorted(new Map([...files, [MANIFEST, manifest], [MANIFEST_NOTE, toUtf8(note)]]))));
}
