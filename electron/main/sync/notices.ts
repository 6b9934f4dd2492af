/** What of the news becomes a notice, and which notices it ends. Pure. SPEC: SY16. */
import { assertNever } from '../../../domain/assert';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { Notifier } from '../ports';
import type { SyncNews } from './news';

type Notice = Parameters<Notifier['tell']>[0];

/** Null: nobody needs to be told. */
export function noticeOf(
  news: SyncNews,
  { title, client }: Pick<HourlyContract, 'title' | 'client'>,
): Notice | null {
  const { contractId } = news;
  const values = { contractId, title, client };
  switch (news.what) {
    case 'limit':
      return {
        id: 'sync-limit',
        key: keyOf(news),
        level: 'info',
        values: {
          ...values,
          hours: news.limitSeconds === null ? -1 : Math.round((news.limitSeconds / 3600) * 100) / 100,
          from: news.from,
        },
      };
    case 'paused':
      return {
        id: 'sync-paused',
        key: keyOf(news),
        level: 'warning',
        values: { ...values, since: news.since },
      };
    case 'resumed':
      return { id: 'sync-resumed', key: keyOf(news), level: 'info', values };
    case 'terms':
      return { id: 'sync-terms', key: keyOf(news), level: 'info', values };
    case 'refused':
      return { id: 'sync-refused', key: keyOf(news), level: 'warning', values };
    case 'question':
      return { id: 'sync-question', key: keyOf(news), level: 'info', values };
    case 'dispute':
      return {
        id: 'sync-dispute',
        key: keyOf(news),
        level: 'warning',
        values: { ...values, seconds: Math.floor(news.ms / 1000), until: news.until ?? 0 },
      };
    case 'decided':
      return {
        id: 'sync-decided',
        key: keyOf(news),
        level: 'info',
        values: { ...values, seconds: Math.floor(news.ms / 1000) },
      };
    case 'inconsistent':
      return { id: 'sync-inconsistent', key: keyOf(news), level: 'error', values };
    case 'elsewhere':
      return { id: 'sync-elsewhere', key: keyOf(news), level: 'warning', values };
    case 'answered':
    case 'dispute-answered':
      return null;
    default:
      return assertNever(news);
  }
}

/**
 * A notice is told once for each key: those of one subject (a thread, the pause of a contract, its refusals) share one, so
 * that there is never more than one of them.
 */
function keyOf(news: SyncNews): string {
  switch (news.what) {
    case 'question':
    case 'answered':
      return `sync-question:${news.contractId}:${news.key.split(':')[0]}`;
    case 'paused':
    case 'resumed':
      return `sync-${news.what}:${news.contractId}:${news.key}`;
    case 'refused':
      return `sync-refused:${news.contractId}:${news.why}`;
    case 'dispute':
    case 'dispute-answered':
      return `sync-dispute:${news.contractId}:${news.key}`;
    default:
      return `sync-${news.what}:${news.contractId}:${news.key}`;
  }
}

/** Keys of notices whose reason this ends. A question that was answered and asked again is told again. */
export function withdrawnBy(news: SyncNews): string[] {
  switch (news.what) {
    case 'question':
    case 'answered':
    case 'dispute-answered':
      return [keyOf(news)];
    default:
      return [];
  }
}
