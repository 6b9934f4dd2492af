/** Pure: what a new weekly limit is beside the one that counts. Null is no limit at all. */
export function isCut(now: number | null, wanted: number | null): boolean {
  return wanted !== null && (now === null || wanted < now);
}
