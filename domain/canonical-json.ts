/**
 * JSON with one text for each value: no blanks, keys in the order of the schema, integers and strings only. What is
 * signed is a text, and a text that another writer would write otherwise is refused. SPEC: EN3.
 */
import type { z } from 'zod';
import { isWhole } from './bytes';
import { type Parsed, parsed, refused } from './parsed';
import { fits } from './shape';

/** `undefined` stands for a key that is not there. */
export type Json = number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export type JsonRefusal = 'json' | 'schema' | 'not-canonical';

/**
 * The one text of a value. Its keys are written in the order in which they stand, so the value must come out of the
 * schema (`schema.parse`). Throws where it holds anything but integers and strings: a broken invariant.
 */
export function canonicalJson(value: Json): string {
  if (!isJson(value)) throw new Error('broken invariant: not integers and strings only');
  return JSON.stringify(value);
}

/**
 * The value, where the text is its one text. The schema must be strict and give keys in its own order (zod's objects
 * do): then a double key, a blank, another order, 1.0 for 1 or an escape that is not needed all differ from it.
 */
export function parseCanonical<T>(text: string, schema: z.ZodType<T>): Parsed<T, JsonRefusal> {
  const raw = jsonOf(text);
  if (raw === undefined) return refused('json');
  if (fits(raw, schema) && !mayHaveHalves(text) && JSON.stringify(raw) === text) return parsed(raw);
  // Why it is refused, the schema says; and what is not known to fit may be taken all the same.
  const result = schema.safeParse(raw);
  if (!result.success) return refused('schema');
  if (!isJson(raw) || JSON.stringify(result.data) !== text) return refused('not-canonical');
  return parsed(result.data);
}

/** What the text says as JSON, nothing checked; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deeper than anything the format has: a text of brackets must not exhaust the stack. */
const DEPTH_MAX = 8;

/** Integers and strings only, in lists and objects that are not too deep. */
export function isJson(value: unknown, depth = 0): value is Json {
  return typeof value === 'string' ? isWhole(value) : isPlain(value, isJson, depth);
}

/** The same of a value that came out of this text, which was UTF-8. */
export function isJsonOf(value: unknown, text: string): value is Json {
  return mayHaveHalves(text) ? isJson(value) : isAnyText(value);
}

function isAnyText(value: unknown, depth = 0): boolean {
  return typeof value === 'string' || isPlain(value, isAnyText, depth);
}

/** A text that was UTF-8 has half a surrogate pair as an escape only. */
function mayHaveHalves(text: string): boolean {
  return text.includes('\\ud');
}

function isPlain(value: unknown, is: (one: unknown, depth: number) => boolean, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (depth >= DEPTH_MAX || typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value))
    return Object.values(value).every((one) => one === undefined || is(one, depth + 1));
  for (let at = 0; at < value.length; at++)
    if (value[at] !== undefined && !is(value[at], depth + 1)) return false;
  return true;
}
