/** The command: serves until it is told to stop, or checks, backs up, restores. */

import { randomBytes } from 'node:crypto';
import { assertNever } from '../domain/assert';
import { fingerprintWords } from '../domain/fingerprint';
import { version } from '../package.json';
import { runPassword } from './access/rescue';
import { Unstartable } from './assemble';
import { runBackup, runRestore } from './backup/command';
import { runCheck } from './check/command';
import { environment, serve } from './compose';
import { HELP, type Options, wantedOf } from './options';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Exit code; null: it serves. */
export async function main(args: readonly string[]): Promise<number | null> {
  const { env, data } = environment();
  const wanted = wantedOf(args, env, data);
  switch (wanted.outcome) {
    case 'help':
      say(HELP.trimEnd());
      return 0;
    case 'version':
      say(version);
      return 0;
    case 'wrong':
      process.stderr.write(`${wanted.why}\n`);
      return 2;
    case 'check':
      return runCheck(wanted.options.data, say);
    case 'backup':
      return runBackup(wanted.options.data, wanted.file, say);
    case 'restore':
      return runRestore(wanted.options.data, wanted.file, say);
    case 'password':
      return runPassword(
        wanted.options.data,
        wanted.email,
        (bytes) => new Uint8Array(randomBytes(bytes)),
        say,
      );
    case 'serve':
      return run(wanted.options);
    default:
      return assertNever(wanted);
  }
}

async function run(options: Options): Promise<number | null> {
  try {
    const server = await serve(options, version);
    say(`Minutier's server is listening on ${server.url}`);
    if (server.parts.publicUrl !== server.url) say(`People reach it at ${server.parts.publicUrl}`);
    say(`Its data is in ${options.data}`);
    say(`Its key: ${fingerprintWords(server.parts.key.kid)}`);
    const link = await server.setupLink();
    if (link !== null) say(`The first account is made here (works once): ${link}`);
    stopOnSignal(() => server.stop());
    say('Ready. Ctrl+C stops it.');
    return null;
  } catch (error) {
    if (error instanceof Unstartable || isAddress(error)) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

/** Whoever does not go in time is cut off: what was acknowledged is on the disk. */
const STOP_MS = 10_000;

function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function isAddress(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EROFS', 'ENOSPC'].includes(
    String(error.code),
  );
}
