/** The line of news: it comes back by itself, and whoever listens is told to ask again. Hours in the forms of a review. */
import { describe, expect, it } from 'vitest';
import { LeafSchema } from '../../domain/entry';
import { monthAway, monthOf } from '../../src/client/diary/month';
import { type EventLine, type EventPorts, hear, type News } from '../../src/client/events';
import { disputeOf } from '../../src/client/week/dispute';
import { readHours, writtenHours } from '../../src/client/week/hours';

const CONTRACT = '11111111-1111-4111-8111-111111111111';

class Line implements EventLine {
  readonly listeners = new Map<string, (event: Event) => void>();
  closed = false;
  addEventListener(kind: string, listener: (event: Event) => void): void {
    this.listeners.set(kind, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(kind: string, data?: unknown): void {
    this.listeners.get(kind)?.(new MessageEvent(kind, { data }));
  }
}

function world() {
  const lines: Line[] = [];
  const waiting: { ms: number; call: () => void; stopped: boolean }[] = [];
  const ports: EventPorts = {
    open() {
      const line = new Line();
      lines.push(line);
      return line;
    },
    after(ms, call) {
      const one = { ms, call, stopped: false };
      waiting.push(one);
      return () => {
        one.stopped = true;
      };
    },
  };
  return { lines, waiting, ports };
}

describe('news', () => {
  it('[WP26] are told as they come; what is none is not', () => {
    const { lines, ports } = world();
    const heard: News[] = [];
    hear('/events', ports, (news) => heard.push(news));
    const log = { kind: 'log', contract: CONTRACT, size: 7 };
    lines[0]?.say('open');
    lines[0]?.say('log', JSON.stringify(log));
    for (const data of ['', '{', 'null', JSON.stringify({ kind: 'log' }), undefined])
      lines[0]?.say('log', data);
    expect(heard).toEqual([log]);
  });

  it('[WP26] a line that breaks is made again, later each time; then everybody asks once more', () => {
    const { lines, waiting, ports } = world();
    const heard: News[] = [];
    const stop = hear('/events', ports, (news) => heard.push(news));
    lines[0]?.say('open');
    for (let n = 0; n < 8; n++) {
      lines.at(-1)?.say('error');
      expect(lines.at(-1)?.closed).toBe(true);
      waiting.at(-1)?.call();
    }
    expect(waiting.map(({ ms }) => ms)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(heard).toEqual([]);
    lines.at(-1)?.say('open');
    expect(heard).toEqual([{ kind: 'again' }]);
    lines.at(-1)?.say('error');
    expect(waiting.at(-1)?.ms).toBe(1000);
    stop();
    expect(waiting.at(-1)?.stopped).toBe(true);
  });

  it('[WP26] nothing is made again once nobody listens', () => {
    const { lines, waiting, ports } = world();
    const stop = hear('/events', ports, () => undefined);
    stop();
    lines[0]?.say('error');
    expect(lines[0]?.closed).toBe(true);
    expect(waiting).toEqual([]);
  });
});

describe('hours of a review', () => {
  const most = 7_845_000; // 2:10:45

  it('[WP24] are read as people write them; all that is shown is all there is', () => {
    expect(readHours('1:30', most, 1)).toEqual({ ok: true, ms: 5_400_000 });
    expect(readHours('1,5', most, 1)).toEqual({ ok: true, ms: 5_400_000 });
    expect(writtenHours(most)).toBe('2:10');
    expect(readHours('2:10', most, 1)).toEqual({ ok: true, ms: most });
    expect(readHours('0', most, 0)).toEqual({ ok: true, ms: 0 });
  });

  it('[WP24] more than there are, none where some are needed, and what is none do not pass', () => {
    expect(readHours('2:11', most, 1)).toEqual({ ok: false, why: 'too-much' });
    expect(readHours('0', most, 1)).toEqual({ ok: false, why: 'none' });
    expect(readHours('', most, 0)).toEqual({ ok: false, why: 'empty' });
    expect(readHours('a lot', most, 0)).toEqual({ ok: false, why: 'not-hours' });
    expect(readHours('900', most, 0)).toEqual({ ok: false, why: 'too-much' });
    expect(readHours('0:00', 0, 0)).toEqual({ ok: true, ms: 0 });
  });

  it('[WP27] a dispute is what its steps say last', () => {
    const leaf = LeafSchema.parse('A'.repeat(43));
    const step = (what: 'closed' | 'disputed' | 'answered', ms: number | null) => ({
      what,
      at: 0,
      by: null,
      ms,
      reason: null,
      text: null,
      leaf,
    });
    const review = (steps: ReturnType<typeof step>[]) => ({ week: 345_600, steps, answerUntil: null });
    expect(disputeOf(review([step('closed', null)]))).toBeNull();
    expect(disputeOf(review([step('disputed', 60_000)]))).toEqual({ disputedMs: 60_000, concededMs: null });
    expect(disputeOf(review([step('disputed', 60_000), step('answered', 0)]))).toEqual({
      disputedMs: 60_000,
      concededMs: 0,
    });
  });
});

describe('a month', () => {
  it('[WP25] begins at its weekday, and has its days', () => {
    expect(monthOf('2026-11')).toMatchObject({ column: 6, from: Date.UTC(2026, 10), to: Date.UTC(2026, 11) });
    expect(monthOf('2024-02').days).toHaveLength(29);
    expect(monthOf('2026-02').days.at(-1)).toBe('2026-02-28');
    expect([monthAway('2026-12', 1), monthAway('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });
});
