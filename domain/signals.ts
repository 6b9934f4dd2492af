/** The grid of a picture's likeness: the brightness (0–255) of each place, as two hexadecimal digits. */
export const LIKENESS = { across: 24, down: 16, places: 384, within: 4 } as const;

/** Of how many places two likenesses have the same brightness, to within 4 of 255. */
export function alikePlaces(a: string, b: string): number {
  let alike = 0;
  for (let at = 0; at < LIKENESS.places * 2; at += 2) {
    const apart = Number.parseInt(a.slice(at, at + 2), 16) - Number.parseInt(b.slice(at, at + 2), 16);
    if (Math.abs(apart) <= LIKENESS.within) alike++;
  }
  return alike;
}
