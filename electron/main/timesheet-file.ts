/**
 * A week's timesheet as a file: CSV (RFC 4180, one row a day and contract, exact milliseconds and minor units), JSON,
 * and the page that is printed as PDF. Pure. Figures are exact in CSV and JSON; printed hours are cut to minutes.
 */
import type { WallMs } from '../../domain/clock';
import { csvCell } from '../../domain/csv';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import { decimalsOf } from '../../domain/money';
import { paymentCalendar } from '../../domain/payment-calendar';
import type { FeeSchedule } from '../../domain/terms';
import type { TimeFigures } from '../../domain/timesheet';
import type { WeekMoney, WeekSheet } from '../contract';
import type { Texts } from './texts';

export interface WeekDocument {
  sheet: WeekSheet;
  money: WeekMoney;
  contracts: readonly HourlyContract[];
  appVersion: string;
  at: WallMs;
}

const COLUMNS = [
  'day_utc',
  'contract',
  'client',
  'contract_id',
  'total_ms',
  'tracked_ms',
  'manual_ms',
  'over_limit_ms',
  'idle_ms',
];

export function timesheetCsv({ sheet, contracts }: WeekDocument): string {
  const lines = sheet.rows.flatMap((row) => {
    const contract = contracts.find(({ id }) => id === row.contractId);
    return row.days.map((figures, day) =>
      [
        isoDay(sheet.days[day] ?? sheet.weekStart),
        contract?.title ?? '',
        contract?.client ?? '',
        row.contractId,
        figures.totalMs,
        figures.trackedMs,
        figures.manualMs,
        figures.overMs,
        figures.idleMs,
      ]
        .map(csvCell)
        .join(','),
    );
  });
  return `\uFEFF${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

export function timesheetJson({ sheet, money, contracts, appVersion, at }: WeekDocument): string {
  const named = contracts
    .filter(({ id }) => sheet.rows.some(({ contractId }) => contractId === id))
    .map(({ id, title, client, currency }) => ({ id, title, client, currency }));
  return `${JSON.stringify(
    {
      format: 'minutier-timesheet',
      version: 1,
      appVersion,
      exportedAt: new Date(at).toISOString(),
      week: { start: isoDay(sheet.weekStart), zone: 'UTC' },
      contracts: named,
      timesheet: { ...sheet, days: sheet.days.map(isoDay) },
      money,
      payment: paymentCalendar(sheet.weekStart),
    },
    null,
    2,
  )}\n`;
}

/** The page to print: complete HTML without scripts, in the app's language. */
export function timesheetPage(
  document: WeekDocument,
  texts: Pick<Texts, 't' | 'language' | 'locale'>,
): string {
  const { sheet, money, contracts } = document;
  const t = (key: string, values?: Record<string, string | number>) =>
    escaped(texts.t(`timesheetFile.${key}`, values));
  const date = (at: WallMs, options: Intl.DateTimeFormatOptions) =>
    escaped(new Intl.DateTimeFormat(texts.locale(), { ...options, timeZone: 'UTC' }).format(at));
  // In two lines, so that the names of the contracts have room beside seven days.
  const day = (at: WallMs) =>
    `${date(at, { weekday: 'short' })}<br>${date(at, { day: 'numeric', month: 'short' })}`;
  const long = (at: WallMs) => date(at, { dateStyle: 'long' });
  const instant = (at: WallMs) => date(at, { dateStyle: 'medium', timeStyle: 'short' });
  const name = (id: ContractId) => {
    const contract = contracts.find((one) => one.id === id);
    return escaped(contract ? `${contract.client} — ${contract.title}` : '?');
  };
  const amount = (minor: number, currency: string) => escaped(moneyText(minor, currency, texts.locale()));
  const cells = (figures: readonly TimeFigures[]) =>
    figures.map((one) => `<td>${one.totalMs === 0 ? '–' : hoursMinutes(one.totalMs)}</td>`).join('');
  const calendar = paymentCalendar(sheet.weekStart);
  const title = t('title', { from: long(sheet.weekStart), to: long(sheet.weekStart + 6 * 86_400_000) });
  const parts = (['trackedMs', 'manualMs', 'overMs', 'idleMs'] as const)
    .map((part) => `<th scope="row">${t(part)}</th><td>${hoursMinutes(sheet.total[part])}</td>`)
    .map((row) => `<tr>${row}</tr>`)
    .join('');
  const timeRows = sheet.rows
    .map(
      (row) =>
        `<tr><th scope="row">${name(row.contractId)}</th>${cells(row.days)}<td class="sum">${hoursMinutes(row.total.totalMs)}</td></tr>`,
    )
    .join('');
  const moneyRows = money.rows
    .map(
      (row) =>
        `<tr><th scope="row">${name(row.contractId)}</th><td class="text">${escaped(scheduleText(row.schedule, row.currency, texts))}</td>` +
        `<td>${amount(row.grossMinor, row.currency)}</td><td>${amount(row.feeMinor, row.currency)}</td><td class="sum">${amount(row.netMinor, row.currency)}</td></tr>`,
    )
    .join('');
  const moneyTotals = money.totals
    .map(
      (row) =>
        `<tr class="total"><th scope="row" colspan="2">${t('total')} ${escaped(row.currency)}</th><td>${amount(row.grossMinor, row.currency)}</td>` +
        `<td>${amount(row.feeMinor, row.currency)}</td><td class="sum">${amount(row.netMinor, row.currency)}</td></tr>`,
    )
    .join('');
  const steps = [
    [t('editUntil'), instant(calendar.editUntil - 60_000)],
    [t('invoicedAt'), instant(calendar.invoicedAt)],
    [t('reviewUntil'), instant(calendar.reviewUntil - 60_000)],
    [t('paidOn'), long(calendar.paidOn)],
  ];
  return `<!doctype html><html lang="${texts.language()}"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>
<h1>${title}</h1><p class="note">${t('utc')}</p>
<h2>${t('time')}</h2>
<table><thead><tr><th scope="col">${t('contract')}</th>${sheet.days.map((at) => `<th scope="col">${day(at)}</th>`).join('')}<th scope="col">${t('total')}</th></tr></thead>
<tbody>${timeRows}</tbody><tfoot><tr class="total"><th scope="row">${t('total')}</th>${cells(sheet.dayTotals)}<td class="sum">${hoursMinutes(sheet.total.totalMs)}</td></tr></tfoot></table>
<table class="small"><tbody>${parts}</tbody></table>
<h2>${t('money')}</h2>
<table><thead><tr><th scope="col">${t('contract')}</th><th scope="col" class="text">${t('schedule')}</th><th scope="col">${t('gross')}</th><th scope="col">${t('fee')}</th><th scope="col">${t('net')}</th></tr></thead>
<tbody>${moneyRows}</tbody><tfoot>${moneyTotals}</tfoot></table>
<h2>${t('payment')}</h2>
<table class="small"><tbody>${steps.map(([what, when]) => `<tr><th scope="row">${what}</th><td class="text">${when}</td></tr>`).join('')}</tbody></table>
<p class="note">${t('cut')}</p><p class="note">${t('made', { at: instant(document.at), version: document.appVersion })}</p>
</body></html>`;
}

/** A schedule in words: "10 %", "20 % / 10 % / 5 %", with what it is. */
export function scheduleText(
  schedule: FeeSchedule,
  currency: string,
  texts: Pick<Texts, 't' | 'locale'>,
): string {
  const percent = (hundredths: number) =>
    new Intl.NumberFormat(texts.locale(), { style: 'percent', maximumFractionDigits: 2 }).format(
      hundredths / 10_000,
    );
  const values =
    'hundredths' in schedule ? { percent: percent(schedule.hundredths), currency } : { currency };
  return texts.t(`fees.name.${schedule.type}`, values);
}

function moneyText(minor: number, currency: string, locale: string): string {
  const decimals = decimalsOf(currency);
  // Exact to the last digit up to 2^53 minor units, which no week's money comes near.
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(minor / 10 ** decimals);
}

function hoursMinutes(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

function isoDay(at: WallMs): string {
  return new Date(at).toISOString().slice(0, 10);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
body { font: 9pt/1.35 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: #16191c; margin: 0; }
h1 { font-size: 14pt; margin: 0 0 2pt; } h2 { font-size: 10.5pt; margin: 14pt 0 4pt; color: #0a5f57; break-after: avoid; }
table { border-collapse: collapse; width: 100%; } .small { width: auto; margin-top: 6pt; }
th, td { padding: 3pt 5pt; border-bottom: 0.5pt solid #c4cacf; text-align: right; font-variant-numeric: tabular-nums; vertical-align: top; }
th[scope=row], thead th:first-child, .text { text-align: left; } th { font-weight: 600; } thead th { border-bottom: 1pt solid #16191c; white-space: nowrap; vertical-align: bottom; }
thead { display: table-header-group; } tr { break-inside: avoid; } tfoot { display: table-row-group; }
.total th, .total td, .sum { font-weight: 700; } .note { color: #545b62; font-size: 8pt; margin: 4pt 0; }`;
