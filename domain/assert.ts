/** Two ways to say that an invariant holds; both throw where it does not. */

/** For the end of a switch over a union: a case that was forgotten does not compile. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}
