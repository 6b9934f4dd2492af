/**
 * The window's side of the contract: calls commands, listens to events, and parses everything that comes back.
 * Promises: what it answers has the contract's shape, or it rejects with a `CommandError`; an event that does not
 * have it is dropped and reported, never half used.
 */
import { z } from 'zod';
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commands,
  type DesktopBridge,
  type EventName,
  type EventPayload,
  events,
  type Failure,
  ReplySchema,
} from '../../electron/contract';

/** `unreachable`: main did not answer at all. `bad-answer`: it answered, but not with what the contract says. */
export type ErrorCode = Failure['code'] | 'unreachable' | 'bad-answer';

export class CommandError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

export interface Client {
  call<K extends CommandName>(name: K, input: CommandInput<K>): Promise<CommandOutput<K>>;
  /** Returns how to stop listening. */
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
}

export function createClient(bridge: DesktopBridge, report: (problem: CommandError) => void): Client {
  return {
    async call<K extends CommandName>(name: K, input: CommandInput<K>): Promise<CommandOutput<K>> {
      const reply = ReplySchema.safeParse(await reach(bridge.call(name, input)));
      if (!reply.success) throw new CommandError('bad-answer', `${name}: ${reply.error.message}`);
      if (!reply.data.ok) throw new CommandError(reply.data.error.code, reply.data.error.detail);
      return parse(outputs[name].output, reply.data.value, name);
    },
    on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void {
      return bridge.on(name, (payload) => {
        let parsed: EventPayload<K>;
        try {
          parsed = parse(payloads[name], payload, name);
        } catch (problem) {
          if (!(problem instanceof CommandError)) throw problem;
          report(problem);
          return;
        }
        listener(parsed);
      });
    },
  };
}

async function reach(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (problem) {
    throw new CommandError('unreachable', problem instanceof Error ? problem.message : String(problem));
  }
}

/** The contract seen as tables over the name, so that a name and its schema stay tied together by type. */
const outputs: { [K in CommandName]: { output: z.ZodType<CommandOutput<K>> } } = commands;
const payloads: { [K in EventName]: z.ZodType<EventPayload<K>> } = events;

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new CommandError('bad-answer', `${name}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
