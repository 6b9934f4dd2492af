/** The timer, its memo, and the questions about idle time. */
import { z } from 'zod';
import { LimitSchema, MemoSchema } from '../../domain/hourly-contract';
import { ContractIdSchema, IdleIdSchema } from '../../domain/ids';
import { ms, none, wallMs } from './shared';

/** What a timer shows, live. Sent as an event once a second while tracking and at each change. */
export const TimerSchema = z.object({
  mode: z.enum(['stopped', 'tracking', 'paused']),
  /** Why it is paused; null unless paused. */
  pauseReason: z.enum(['lock', 'suspend', 'idle']).nullable(),
  contractId: ContractIdSchema.nullable(),
  memo: z.string(),
  /** Tracked in this session, since start. */
  sessionMs: ms,
  todayMs: ms,
  week: z.object({
    start: wallMs,
    trackedMs: ms,
    overMs: ms,
    /** null: no limit. */
    limitSeconds: LimitSchema,
  }),
  /** Unanswered idle question of this session, if any. */
  idle: z.object({ id: IdleIdSchema, start: wallMs, ms }).nullable(),
});
export type Timer = z.infer<typeof TimerSchema>;

export const timerCommands = {
  /** Starts, or switches when another contract is being tracked. */
  'timer.start': { input: z.object({ contractId: ContractIdSchema, memo: MemoSchema }), output: TimerSchema },
  'timer.stop': { input: none, output: TimerSchema },
  /** Goes on after a pause (lock, sleep, unanswered idle). */
  'timer.resume': { input: none, output: TimerSchema },
  /** The memo of the running session, from the current slice on. */
  'timer.memo': { input: z.object({ memo: MemoSchema }), output: TimerSchema },
  'timer.get': { input: none, output: TimerSchema },
  'memo.recent': { input: z.object({ contractId: ContractIdSchema }), output: z.array(z.string()) },
  'idle.answer': {
    input: z.object({ id: IdleIdSchema, answer: z.enum(['keep', 'discard', 'stop']) }),
    output: TimerSchema,
  },
  /** Questions about idle time that are still to be answered, oldest first. */
  'idle.pending': {
    input: none,
    output: z.array(z.object({ id: IdleIdSchema, contractId: ContractIdSchema, start: wallMs, end: wallMs })),
  },
  /** Opens the small timer, or closes the open one. */
  'mini.toggle': { input: none, output: none },
  /** Brings the main window to the front. */
  'window.open': { input: none, output: none },
} as const;
