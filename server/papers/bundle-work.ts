/**
 * One bundle, made in a thread of its own or in this one: the same work either way. A year of segments is verified and
 * written in seconds, in which the server's own thread goes on answering. Promises: the thread has ended when this settles;
 * where `signal` says so it ends at once; the key never leaves the server's thread, which signs what it is asked to.
 * SPEC: SV75; decision 151.
 */
import { open } from 'node:fs/promises';
import { type MessagePort, Worker } from 'node:worker_threads';
import { z } from 'zod';
import { makeBundleIn } from '../../node/bundle/make';
import { type BundleOutcome, BundleOutcomeSchema, BundleTaskSchema } from '../../node/bundle/task';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { openBundleSource } from './bundle-source';

export const BundleWorkSchema = z.object({
  /** Of all data; what is read here is read by a connection of its own. */
  folder: z.string(),
  /** The new file; must not be there. */
  path: z.string(),
  task: BundleTaskSchema,
});
export type BundleWork = z.infer<typeof BundleWorkSchema>;

/** What only the server's thread has: the keys of the pictures, and its own. */
export interface Answers {
  /** The bytes; null where it is not there any more or cannot be read. */
  picture(sha256: string): Promise<Uint8Array | null>;
  /** The signed note of a manifest with this SHA-256. */
  manifest(sha256: Uint8Array): Promise<string>;
}

export async function makeHere({ folder, path, task }: BundleWork, answers: Answers): Promise<BundleOutcome> {
  const source = openBundleSource(folder, task.contract, { raw: (_, sha256) => answers.picture(sha256) });
  try {
    const file = await open(path, 'wx+', 0o600);
    try {
      return await makeBundleIn(file, task, {
        source,
        crypto: nodeCrypto(),
        async ask(ask) {
          if (ask.what === 'checkpoint') return source.checkpoint();
          if (ask.what === 'manifest') return answers.manifest(ask.sha256);
          // What is deleted on a server is gone with its entry: nothing waits for an undo.
          if (ask.what === 'final') return '';
          throw new Error('broken invariant: the server prints no report');
        },
        pdf: () => Promise.reject(new Error('broken invariant: the server prints no report')),
        progress: () => undefined,
      });
    } finally {
      await file.close();
    }
  } finally {
    source.close();
  }
}

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'no bytes');
const FromThread = z.discriminatedUnion('type', [
  z.object({ type: z.literal('picture'), id: z.int(), sha256: z.string() }),
  z.object({ type: z.literal('manifest'), id: z.int(), sha256: Bytes }),
  z.object({ type: z.literal('ended'), outcome: BundleOutcomeSchema }),
  z.object({ type: z.literal('failed'), why: z.string() }),
]);
type FromThread = z.infer<typeof FromThread>;
const Answer = z.object({ id: z.int(), value: z.union([z.string(), Bytes, z.null()]) });

/** `program`: the built server, which is the thread's program too. Rejects where the thread fails, and with the signal's reason. */
export async function makeInThread(
  program: string,
  work: BundleWork,
  answers: Answers,
  signal: AbortSignal,
): Promise<BundleOutcome> {
  signal.throwIfAborted();
  const thread = new Worker(program, { workerData: { bundle: work }, argv: [], stdout: false });
  const end = Promise.withResolvers<BundleOutcome>();
  const stop = () => end.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const reply = async (message: Extract<FromThread, { id: number }>) => {
    const value =
      message.type === 'picture'
        ? await answers.picture(message.sha256)
        : await answers.manifest(message.sha256);
    thread.postMessage({ id: message.id, value });
  };
  thread.on('message', (raw) => {
    const message = FromThread.parse(raw);
    if (message.type === 'ended') end.resolve(message.outcome);
    else if (message.type === 'failed') end.reject(new Error(message.why));
    else reply(message).catch(end.reject);
  });
  thread.on('error', end.reject);
  thread.on('exit', (code) => end.reject(new Error(`the thread ended with ${code}`)));
  try {
    return await end.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

const Data = z.object({ bundle: BundleWorkSchema });

/** The thread's own part, from the program's entry. */
export async function serveBundleThread(port: MessagePort | null, data: unknown): Promise<void> {
  if (port === null) throw new Error('broken invariant: a thread without its port');
  const waiting = new Map<number, (value: string | Uint8Array | null) => void>();
  let asked = 0;
  const ask = (what: { type: 'picture'; sha256: string } | { type: 'manifest'; sha256: Uint8Array }) =>
    new Promise<string | Uint8Array | null>((resolve) => {
      const id = asked++;
      waiting.set(id, resolve);
      port.postMessage({ ...what, id });
    });
  port.on('message', (raw) => {
    const { id, value } = Answer.parse(raw);
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  try {
    const { bundle } = Data.parse(data);
    const outcome = await makeHere(bundle, {
      async picture(sha256) {
        const value = await ask({ type: 'picture', sha256 });
        return typeof value === 'string' ? null : value;
      },
      async manifest(sha256) {
        const value = await ask({ type: 'manifest', sha256 });
        if (typeof value !== 'string') throw new Error('broken invariant: a note is a text');
        return value;
      },
    });
    port.postMessage({ type: 'ended', outcome });
  } catch (error) {
    port.postMessage({
      type: 'failed',
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
