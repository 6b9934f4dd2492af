/** The product's own printing in a real Electron on a display of its own, for tests of PDFs. Gone after `close`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { bundled } from './fork-child';
import { startDisplay } from './x-display';

export interface Printer {
  print(html: string, footer: string): Promise<Uint8Array>;
  pid: number;
  close(): Promise<void>;
}

const AnswerSchema = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ id: z.int(), pdf: z.instanceof(Uint8Array) }),
  z.object({ id: z.int(), error: z.string() }),
]);

export async function openPrinter(): Promise<Printer> {
  const [main, display] = [await bundled('report-printer'), await startDisplay({ windowManager: false })];
  const folder = mkdtempSync(join(tmpdir(), 'minutier-printer-'));
  const { ELECTRON_RUN_AS_NODE: _, ...env } = { ...process.env, ...display.env };
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(process.execPath, [main, `--user-data-dir=${folder}`, ...sandbox], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>();
  const ready = Promise.withResolvers<void>();
  child.on('message', (raw) => {
    const answer = AnswerSchema.parse(raw);
    if ('ready' in answer) ready.resolve();
    else if ('pdf' in answer) waiting.get(answer.id)?.resolve(answer.pdf);
    else waiting.get(answer.id)?.reject(new Error(answer.error));
  });
  child.on('exit', () => {
    const gone = new Error('the printer ended');
    ready.reject(gone);
    for (const one of waiting.values()) one.reject(gone);
  });
  await ready.promise;
  let last = 0;
  return {
    pid: child.pid ?? 0,
    print(html, footer) {
      const id = ++last;
      const printed = Promise.withResolvers<Uint8Array>();
      waiting.set(id, printed);
      child.send({ id, html, footer });
      return printed.promise;
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      await display.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
