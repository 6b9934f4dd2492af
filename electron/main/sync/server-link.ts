/**
 * The server that this device is linked to, in `DIR/server.json`: its address and key, and the token, sealed by the
 * system's key store where there is one. Promises: it is on the disk when `write` returns, or what was there before; the
 * token is in no log; it is no part of a backup, so a profile that is restored elsewhere is not linked. SPEC: SY1.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type KeyX, KeyXSchema } from '../../../domain/keys';
import { syncFolder, writeDurably } from '../../../node/durable-file';
import type { KeyStore } from '../vault';

export const SERVER_LINK_FILE = 'server.json';

const FileSchema = z.object({
  version: z.literal(1),
  url: z.string(),
  key: KeyXSchema,
  account: z.string(),
  linkedAt: z.int(),
  paused: z.boolean(),
  store: z.enum(['system', 'file']),
  token: z.string(),
});

export interface ServerLink {
  url: string;
  key: KeyX;
  /** The account's name there. */
  account: string;
  linkedAt: number;
  paused: boolean;
  token: string;
}

export type ReadLink =
  | { outcome: 'linked'; link: ServerLink }
  | { outcome: 'none' }
  /** There is one, and its token cannot be opened today. */
  | { outcome: 'locked'; detail: string };

export interface LinkFile {
  /** Throws what the file system throws, but for a file that is not there. */
  read(): Promise<ReadLink>;
  write(link: ServerLink): Promise<void>;
  remove(): Promise<void>;
}

export function linkFile(folder: string, keyStore: KeyStore): LinkFile {
  const path = join(folder, SERVER_LINK_FILE);
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      });
      if (text === null) return { outcome: 'none' };
      const file = FileSchema.safeParse(jsonOrNone(text));
      if (!file.success) return { outcome: 'locked', detail: 'the file of the server is damaged' };
      const { version: _, store, token, ...rest } = file.data;
      if (store === 'file') return { outcome: 'linked', link: { ...rest, token } };
      if (!keyStore.available()) return { outcome: 'locked', detail: "the system's key store is not there" };
      try {
        return {
          outcome: 'linked',
          link: { ...rest, token: keyStore.decrypt(Buffer.from(token, 'base64')) },
        };
      } catch (error) {
        return { outcome: 'locked', detail: `the system's key store refused: ${String(error)}` };
      }
    },
    async write({ token, ...rest }) {
      const kept = sealedToken(token, keyStore);
      await writeDurably(path, Buffer.from(`${JSON.stringify({ version: 1, ...rest, ...kept })}\n`));
    },
    async remove() {
      await rm(path, { force: true });
      await syncFolder(folder);
    },
  };
}

/** A key store that says it is there and then refuses is taken for one that is not. */
function sealedToken(token: string, keyStore: KeyStore): { store: 'system' | 'file'; token: string } {
  if (!keyStore.available()) return { store: 'file', token };
  try {
    return { store: 'system', token: keyStore.encrypt(token).toString('base64') };
  } catch {
    return { store: 'file', token };
  }
}

function jsonOrNone(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
