/** What a strict reader answers: the value, or why it was refused. Nothing that reads evidence throws for what it reads. */
export type Parsed<T, Why extends string = string> = { ok: true; value: T } | { ok: false; why: Why };

export function parsed<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function refused<Why extends string>(why: Why): { ok: false; why: Why } {
  return { ok: false, why };
}
