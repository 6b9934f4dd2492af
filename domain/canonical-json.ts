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
  if (fits(raw, schema) && JSON.stringify(raw) === text) return parsed(raw);
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
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (typeof value === 'string') return isWhole(value);
  if (depth >= DEPTH_MAX || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.every((one) => one === undefined || isJson(one, depth + 1));
  return Object.values(value).every((one) => one === undefined || isJson(one, depth + 1));
}
