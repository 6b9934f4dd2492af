/** The real server's clock, timers, environment and folders: the one file of the server that reads them. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Server, startServer } from './assemble';
import { ALLOWANCES } from './http/limits';
import type { Options } from './options';

/** `data`: where a server keeps its things where nothing else is said. */
export function environment(): { env: Readonly<Record<string, string | undefined>>; data: string } {
  return { env: process.env, data: join(dataHome(), 'minutier-server') };
}

function dataHome(): string {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
}

export function serve(options: Options, version: string): Promise<Server> {
  const { smtp } = options;
  const from = options['mail-from'];
  // Beside the built command; where it was built without the page, there is none.
  const client = join(import.meta.dirname, '..', 'client');
  const verifierPage = join(import.meta.dirname, '..', 'verifier', 'verifier.html');
  return startServer(
    {
      folder: options.data,
      host: options.host,
      port: options.port,
      publicUrl: options['public-url'],
      client: existsSync(join(client, 'index.html')) ? client : null,
      metricsToken: options.metricsToken,
      mail: smtp === null || from === null ? null : { smtp, from },
      fee: options.fee,
      program: import.meta.filename,
      verifierPage: existsSync(verifierPage) ? verifierPage : null,
      allowances: ALLOWANCES,
      version,
    },
    {
      now: () => Date.now(),
      // Standard output is for people; whoever gathers logs gathers standard error.
      logger: { level: options['log-level'], stream: process.stderr },
      repeat(ms, work) {
        const timer = setInterval(work, ms);
        return () => clearInterval(timer);
      },
    },
  );
}
