/**
 * Chance as an argument. The picture's moment is drawn through this port, so that a verifiable source
 * (docs/SPEC.md, PI) can take the place of the system's later.
 */
export interface Random {
  /** A uniform number in [0, 1) for one purpose; `purpose` names the draw, e.g. `picture:<contract>:<slot>`. */
  uniform(purpose: string): number;
}

/** A seeded source for tests (mulberry32): the same seed gives the same draws in the same order. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    uniform() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}
