/**
 * What NetworkManager says of the network, asked over the system bus by the tools that come with systemd (`busctl`) or
 * GLib (`gdbus`): a client of the bus for two properties is not worth a package. Promises: it never rejects, takes three
 * seconds at most, starts no service that is not running, and says null wherever the answer is not there or not
 * understood: no NetworkManager, no bus, neither tool, another system than Linux. SPEC: SY42.
 */
import { execFile } from 'node:child_process';
import { z } from 'zod';
import type { Network } from './sync/allowance';

const NAME = 'org.freedesktop.NetworkManager';
const PATH = '/org/freedesktop/NetworkManager';
/** `NMMetered`: 0 unknown, 1 yes, 2 no, 3 and 4 the same as a guess (a telephone that shares its connection). */
const METERED: ReadonlySet<number> = new Set([1, 3]);
const TIMEOUT_MS = 3_000;

const MeteredSchema = z.object({ type: z.literal('u'), data: z.int().min(0).max(4) });
const ConnectionSchema = z.object({ type: z.literal('o'), data: z.string() });

type Ran = { outcome: 'said'; text: string } | { outcome: 'no-tool' } | { outcome: 'failed' };
export type Run = (tool: string, args: readonly string[]) => Promise<Ran>;

export async function systemNetwork(
  platform: NodeJS.Platform = process.platform,
  run: Run = runTool,
): Promise<Network | null> {
  if (platform !== 'linux') return null;
  const said = await run('busctl', [
    '--system',
    '--json=short',
    '--auto-start=no',
    '--allow-interactive-authorization=no',
    `--timeout=${TIMEOUT_MS / 1000}`,
    'get-property',
    NAME,
    PATH,
    NAME,
    'Metered',
    'PrimaryConnection',
  ]);
  if (said.outcome === 'said') return readBusctl(said.text);
  if (said.outcome === 'failed') return null;
  const other = await run('gdbus', [
    'call',
    '--system',
    `--timeout=${TIMEOUT_MS / 1000}`,
    `--dest=${NAME}`,
    `--object-path=${PATH}`,
    '--method=org.freedesktop.DBus.Properties.GetAll',
    NAME,
  ]);
  return other.outcome === 'said' ? readGdbus(other.text) : null;
}

/** A line for each property, in the order in which they were asked for. */
export function readBusctl(text: string): Network | null {
  const [metered, connection] = text.split('\n');
  const is = MeteredSchema.safeParse(jsonOf(metered));
  const id = ConnectionSchema.safeParse(jsonOf(connection));
  return is.success && id.success ? { isMetered: METERED.has(is.data.data), id: id.data.data } : null;
}

/** All properties as GVariant writes them; a name of a connection cannot look like these two, for its quotes differ. */
export function readGdbus(text: string): Network | null {
  const is = /'Metered': <uint32 ([0-4])>/.exec(text)?.[1];
  const id = /'PrimaryConnection': <objectpath '([^']+)'>/.exec(text)?.[1];
  return is === undefined || id === undefined ? null : { isMetered: METERED.has(Number(is)), id };
}

function jsonOf(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return null;
  }
}

function runTool(tool: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 1_000_000 } as const;
    execFile(tool, [...args], options, (error, stdout) => {
      if (error === null) resolve({ outcome: 'said', text: stdout });
      else resolve({ outcome: error.code === 'ENOENT' ? 'no-tool' : 'failed' });
    });
  });
}
