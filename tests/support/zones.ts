/** Time zones for pictures of a day: one in which it is late in the afternoon now, so that the day has work in it. */

/** One for each hour of difference from UTC in winter, west to east. */
const ZONES = [
  'Pacific/Pago_Pago',
  'Pacific/Honolulu',
  'America/Anchorage',
  'America/Los_Angeles',
  'America/Denver',
  'America/Chicago',
  'America/New_York',
  'America/Halifax',
  'America/Sao_Paulo',
  'Atlantic/South_Georgia',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Paris',
  'Europe/Athens',
  'Europe/Istanbul',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Brisbane',
  'Pacific/Noumea',
  'Pacific/Auckland',
] as const;

/** A zone in which it is between 16:30 and 18:30 at the instant. */
export function afternoonZone(at: number): string {
  const found = ZONES.find((zone) => {
    const minutes = minutesOfDay(at, zone);
    return minutes >= 16 * 60 + 45 && minutes < 17 * 60 + 45;
  });
  return found ?? ZONES.find((zone) => Math.floor(minutesOfDay(at, zone) / 60) === 17) ?? 'UTC';
}

/** The last local midnight before the instant. */
export function midnightOf(at: number, zone: string): number {
  return Math.floor(at / 60_000) * 60_000 - minutesOfDay(at, zone) * 60_000;
}

function minutesOfDay(at: number, zone: string): number {
  const text = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(at);
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
