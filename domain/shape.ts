/**
 * Whether a value that came out of JSON is, as it stands, what a schema of the evidence gives. The schema stays the
 * definition: its checks are taken out of it once and asked one after the other, many times faster than zod does where
 * it may not compile (a page that allows no `eval`). What is not known here fits nothing, and zod is asked.
 */
import { z } from 'zod';

type Check = (value: unknown) => boolean;

const known = new WeakMap<z.core.$ZodType, Check>();

/**
 * True: the schema takes the value and would give one with the same keys in the same order, of integers and strings
 * only (which may have half surrogate pairs). False says nothing: ask the schema.
 */
export function fits<T>(value: unknown, schema: z.ZodType<T>): value is T {
  let check = known.get(schema);
  if (check === undefined) {
    check = checkOf(schema);
    known.set(schema, check);
  }
  return check(value);
}

/** What `schema.safeParse` says, without being asked where the value fits. */
export function quickly<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { success: true; data: T } | { success: false } {
  return fits(value, schema) ? { success: true, data: value } : schema.safeParse(value);
}

const NOTHING: Check = () => false;

function checkOf(schema: z.core.$ZodType): Check {
  const kind = kindOf(schema);
  const [first, second, ...more] = (schema._zod.def.checks ?? []).map(ruleOf);
  if (first === undefined) return kind;
  if (second === undefined) return (value) => kind(value) && first(value);
  return (value) =>
    kind(value) && first(value) && second(value) && (more.length === 0 || more.every((rule) => rule(value)));
}

function kindOf(schema: z.core.$ZodType): Check {
  if (schema instanceof z.ZodDiscriminatedUnion) return variantOf(schema);
  if (schema instanceof z.ZodObject) return objectOf(schema);
  if (schema instanceof z.ZodArray) return listOf(checkOf(schema.element));
  if (schema instanceof z.ZodTuple) return tupleOf(schema);
  if (schema instanceof z.ZodUnion) return anyOf(schema.options.map(checkOf));
  if (schema instanceof z.ZodEnum) return oneOf(schema.options);
  if (schema instanceof z.ZodLiteral) return oneOf([...schema.values]);
  if (schema instanceof z.ZodNumberFormat) return schema.format === 'safeint' ? isInteger : NOTHING;
  if (schema instanceof z.ZodString && !(schema instanceof z.ZodStringFormat)) return isText;
  return NOTHING;
}

/** What the schema asks of a value beyond its kind. */
function ruleOf(rule: unknown): Check {
  if (rule instanceof z.core.$ZodCheckRegex) {
    const { pattern } = rule._zod.def;
    return (value) => typeof value === 'string' && pattern.test(value);
  }
  if (rule instanceof z.core.$ZodCheckGreaterThan && rule._zod.def.inclusive) {
    const { value: least } = rule._zod.def;
    return (value) => typeof value === 'number' && value >= Number(least);
  }
  if (rule instanceof z.core.$ZodCheckLessThan && rule._zod.def.inclusive) {
    const { value: most } = rule._zod.def;
    return (value) => typeof value === 'number' && value <= Number(most);
  }
  return rule instanceof z.core.$ZodCheck ? askedOf(rule) : NOTHING;
}

/** Zod's own check, which must leave the value as it is. */
function askedOf({ _zod: { check } }: z.core.$ZodCheck<unknown>): Check {
  return (value) => {
    const payload: z.core.ParsePayload = { value, issues: [] };
    return check(payload) === undefined && payload.issues.length === 0 && payload.value === value;
  };
}

const isInteger: Check = (value) => Number.isSafeInteger(value) && !Object.is(value, -0);
const isText: Check = (value) => typeof value === 'string';

/** Which of the objects it is, one key of them says. */
function variantOf(schema: z.ZodDiscriminatedUnion): Check {
  const key = schema.def.discriminator;
  const variants = new Map<unknown, Check>();
  for (const option of schema.options) {
    const said = option instanceof z.ZodObject ? option.shape[key] : undefined;
    if (said instanceof z.ZodLiteral) for (const one of said.values) variants.set(one, checkOf(option));
  }
  return (value) => isRecord(value) && (variants.get(value[key]) ?? NOTHING)(value);
}

/** Strict ones only: others give another value than they take. */
function objectOf(schema: z.ZodObject): Check {
  if (!(schema.def.catchall instanceof z.ZodNever)) return NOTHING;
  const keys = Object.keys(schema.shape);
  const isNeeded: boolean[] = [];
  const checks: Check[] = [];
  for (const one of Object.values(schema.shape)) {
    isNeeded.push(!(one instanceof z.ZodOptional));
    checks.push(checkOf(one instanceof z.ZodOptional ? one.unwrap() : one));
  }
  return (value) => {
    if (!isRecord(value)) return false;
    let next = 0;
    for (const key in value) {
      for (; keys[next] !== key; next++) if (isNeeded[next] !== false) return false;
      if (checks[next]?.(value[key]) !== true) return false;
      next++;
    }
    for (; next < keys.length; next++) if (isNeeded[next]) return false;
    return true;
  };
}

function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (let at = 0; at < value.length; at++) if (!check(value[at])) return false;
    return true;
  };
}

function tupleOf({ def }: z.ZodTuple): Check {
  if (def.rest !== null) return NOTHING;
  const checks = def.items.map(checkOf);
  return (value) => {
    if (!Array.isArray(value) || value.length !== checks.length) return false;
    for (let at = 0; at < checks.length; at++) if (checks[at]?.(value[at]) !== true) return false;
    return true;
  };
}

function anyOf(checks: readonly Check[]): Check {
  const [first = NOTHING, second = NOTHING, ...more] = checks;
  return (value) => first(value) || second(value) || more.some((check) => check(value));
}

function oneOf(values: readonly unknown[]): Check {
  const all = new Set(values.filter((one) => isText(one) || isInteger(one)));
  return (value) => all.has(value) && !Object.is(value, -0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
