/** What is told of a segment as it stands, as the read model keeps it: made from its disclosures, and only from them. */
import { z } from 'zod';
import { assertNever } from '../../domain/assert';
import { FIELD_SCHEMAS, type FieldKind, kindOfField } from '../../domain/field';
import type { ToldField } from './told';

/** A field that is not there is not told: it is not shared, or was destroyed. */
export const ToldRowSchema = z.object({
  memo: FIELD_SCHEMAS.memo.optional(),
  tag: FIELD_SCHEMAS.tag.optional(),
  reason: FIELD_SCHEMAS.reason.optional(),
  time: FIELD_SCHEMAS.time.optional(),
  activity: FIELD_SCHEMAS.activity.optional(),
  minutes: FIELD_SCHEMAS.minutes.optional(),
  windows: FIELD_SCHEMAS.windows.optional(),
  /** By the picture's number. */
  pictures: z.record(z.string(), FIELD_SCHEMAS.picture),
  missed: z.record(z.string(), FIELD_SCHEMAS.missed),
});
export type ToldRow = z.infer<typeof ToldRowSchema>;

/** Throws for what its field cannot say: `toldOf` let it through. */
export function toldRowOf(fields: readonly Pick<ToldField, 'name' | 'value'>[]): ToldRow {
  const row: ToldRow = { pictures: {}, missed: {} };
  for (const { name, value } of fields) {
    const kind = kindOfField(name);
    const number = name.slice(name.indexOf('.') + 1);
    if (kind !== null) put(row, kind, number, value);
  }
  return row;
}

function put(row: ToldRow, kind: FieldKind, number: string, value: unknown): void {
  switch (kind) {
    case 'memo':
    case 'tag':
    case 'reason':
      row[kind] = FIELD_SCHEMAS[kind].parse(value);
      return;
    case 'time':
      row.time = FIELD_SCHEMAS.time.parse(value);
      return;
    case 'activity':
      row.activity = FIELD_SCHEMAS.activity.parse(value);
      return;
    case 'minutes':
      row.minutes = FIELD_SCHEMAS.minutes.parse(value);
      return;
    case 'windows':
      row.windows = FIELD_SCHEMAS.windows.parse(value);
      return;
    case 'picture':
      row.pictures[number] = FIELD_SCHEMAS.picture.parse(value);
      return;
    case 'missed':
      row.missed[number] = FIELD_SCHEMAS.missed.parse(value);
      return;
    case 'title':
    case 'client':
    case 'tags':
    case 'statedBy':
    case 'statement':
      // The contract's own; no segment has them.
      return;
    default:
      assertNever(kind);
  }
}
