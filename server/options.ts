/** What the command was asked for: flags, and for each the environment's `MINUTIER_…`; a flag wins. Secrets are better there. */
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const HELP = `minutier-server [check | backup FILE | restore FILE | password ADDRESS] [options]

  (nothing)             serves until it is stopped
  check                 looks through the whole data folder; ends with 1 where something is wrong
  backup FILE           writes everything into one file, while the server runs or not
  restore FILE          fills an empty data folder from such a file
  password ADDRESS      a new password for the account with this mail address, whose owner has lost every way in

  --data DIR            where everything is kept
  --host H              where it listens (127.0.0.1: this computer only)
  --port N              (8787)
  --public-url URL      the address that people use, https:// in front of a proxy
  --smtp URL            smtp://user:password@host: reminders by mail
  --mail-from ADDRESS   whom they are from
  --fee PERCENT         a marketplace's fee, told in timesheets and invoices (0)
  --log-level LEVEL     of the structured log on standard error: silent, warn, info (info)
  --version, --help

Each option can stand in the environment as MINUTIER_DATA, MINUTIER_SMTP and so on. MINUTIER_METRICS_TOKEN lets another
computer read /metrics with that bearer token; without it only this computer does.
`;

const FLAGS = ['data', 'host', 'port', 'public-url', 'smtp', 'mail-from', 'fee', 'log-level'] as const;
type Flag = (typeof FLAGS)[number];

/** An origin: nothing after the host, since links are made of it. */
const PublicUrlSchema = z
  .url({ protocol: /^https?$/ })
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '', {
    error: 'an address without a path',
  })
  .transform((url) => url.origin);

const OptionsSchema = z.object({
  data: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.coerce.number().pipe(z.int().min(0).max(65_535)).default(8787),
  'public-url': PublicUrlSchema.nullable().default(null),
  smtp: z
    .url({ protocol: /^smtps?$/ })
    .nullable()
    .default(null),
  'mail-from': z.email().nullable().default(null),
  fee: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,2})?$/)
    .transform((percent) => Math.round(Number(percent) * 100))
    .default(0),
  'log-level': z.enum(['silent', 'warn', 'info']).default('info'),
  metricsToken: z.string().min(16).nullable().default(null),
});
export type Options = z.output<typeof OptionsSchema>;

export type Wanted =
  | { outcome: 'serve'; options: Options }
  | { outcome: 'check'; options: Options }
  | { outcome: 'backup' | 'restore'; file: string; options: Options }
  | { outcome: 'password'; email: string; options: Options }
  | { outcome: 'help' }
  | { outcome: 'version' }
  /** For people; a value that may be a secret is not repeated. */
  | { outcome: 'wrong'; why: string };

export function wantedOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  defaultData: string,
): Wanted {
  let read: { values: Record<string, unknown>; positionals: string[] };
  try {
    read = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
        data: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        'public-url': { type: 'string' },
        smtp: { type: 'string' },
        'mail-from': { type: 'string' },
        fee: { type: 'string' },
        'log-level': { type: 'string' },
      },
    });
  } catch (error) {
    return { outcome: 'wrong', why: error instanceof Error ? error.message : 'unreadable arguments' };
  }
  if (read.values.help === true) return { outcome: 'help' };
  if (read.values.version === true) return { outcome: 'version' };

  const given = Object.fromEntries(
    FLAGS.map((flag) => [flag, read.values[flag] ?? env[variableOf(flag)]]).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
  const options = OptionsSchema.safeParse({
    data: defaultData,
    ...given,
    ...(env.MINUTIER_METRICS_TOKEN === undefined ? {} : { metricsToken: env.MINUTIER_METRICS_TOKEN }),
  });
  if (!options.success) {
    const names = new Set(options.error.issues.map(({ path }) => String(path[0])));
    return { outcome: 'wrong', why: [...names].map((name) => `--${name}: not understood`).join('\n') };
  }
  if ((options.data.smtp === null) !== (options.data['mail-from'] === null)) {
    return { outcome: 'wrong', why: '--smtp and --mail-from belong together' };
  }
  return commandOf(read.positionals, options.data);
}

function commandOf([command, file, ...more]: readonly string[], options: Options): Wanted {
  if (command === undefined) return { outcome: 'serve', options };
  if (command === 'check' && file === undefined) return { outcome: 'check', options };
  if ((command === 'backup' || command === 'restore') && file !== undefined && more.length === 0) {
    return { outcome: command, file, options };
  }
  if (command === 'password' && file !== undefined && more.length === 0) {
    return { outcome: 'password', email: file, options };
  }
  return { outcome: 'wrong', why: `${command}: not understood; see --help` };
}

function variableOf(flag: Flag): string {
  return `MINUTIER_${flag.toUpperCase().replaceAll('-', '_')}`;
}
