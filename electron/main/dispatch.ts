/**
 * From a name and some input to a reply: finds the command, parses its input, runs its handler.
 * Pure of Electron, so that every bad input can be tried in a plain test; `ipc.ts` feeds it.
 * Promises: never rejects; nothing unparsed reaches a handler; an unexpected error crosses as `internal` with a
 * number that is in the log, never as a message or a stack. SPEC: IP.
 */
import type { z } from 'zod';
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commands,
  type Failure,
  type Reply,
} from '../contract';

/** What a handler answers: the value, or a failure that the window can say in words. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: Failure };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(code: Failure['code'], detail: string): { ok: false; error: Failure } {
  return { ok: false, error: { code, detail } };
}

/** One handler for each command of the contract; a missing one does not compile. */
export type Handlers = {
  [K in CommandName]: (
    input: CommandInput<K>,
  ) => Outcome<CommandOutput<K>> | Promise<Outcome<CommandOutput<K>>>;
};

/** Where unexpected errors go; returns the number under which it was logged. */
export type ReportError = (where: string, error: unknown) => string;

/** The largest input of a command (1,008 slice ids and a memo) is 45 kB; nothing larger is even parsed. */
export const MAX_INPUT_SIZE = 200_000;

export async function dispatch(
  handlers: Handlers,
  report: ReportError,
  name: unknown,
  input: unknown,
): Promise<Reply> {
  if (typeof name !== 'string' || !isCommand(name)) return failed('unknown-command', shorten(name));
  if (!isSmall(input, MAX_INPUT_SIZE)) return failed('bad-input', `${name}: larger than ${MAX_INPUT_SIZE}`);
  try {
    return await run(handlers, name, input);
  } catch (error) {
    return failed('internal', report(name, error));
  }
}

async function run<K extends CommandName>(handlers: Handlers, name: K, input: unknown): Promise<Reply> {
  const parsed = schemas[name].input.safeParse(input);
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(input)'}: ${issue.code}`);
    return failed('bad-input', `${name}: ${places.slice(0, 5).join('; ')}`);
  }
  return handlers[name](parsed.data);
}

/** The contract seen as a table over `K`, so that a name, its schema and its handler stay tied together by type. */
const schemas: { [K in CommandName]: { input: z.ZodType<CommandInput<K>> } } = commands;

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

/**
 * True if the characters, bytes and members of `value` together stay within `limit`. Stops as soon as they do not,
 * so that its own cost is bounded; a cycle ends it the same way.
 */
export function isSmall(value: unknown, limit: number): boolean {
  let left = limit;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    left -= 8;
    if (typeof next === 'string') left -= next.length;
    else if (ArrayBuffer.isView(next) || next instanceof ArrayBuffer) left -= next.byteLength;
    else if (next instanceof Map || next instanceof Set) left -= limit;
    else if (typeof next === 'object' && next !== null) {
      for (const [key, member] of Object.entries(next)) {
        left -= key.length + 8;
        if (left < 0) return false;
        open.push(member);
      }
    }
    if (left < 0) return false;
  }
  return true;
}

/** A name as it may be quoted back: a stranger's text, cut short. */
function shorten(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name.slice(0, 60)) : `a ${typeof name}`;
}
