/** docs/report.schema.json is what the schema in the code says. Written anew with `UPDATE=1` in the environment, then
 * formatted; never by hand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ReportSchema } from '../../../domain/report-json';

const PATH = join(import.meta.dirname, '..', '..', '..', 'docs', 'report.schema.json');

it('[VF10] the published schema of report.json is that of the code', () => {
  const schema = { title: 'report.json of a Minutier bundle', ...z.toJSONSchema(ReportSchema) };
  if (process.env.UPDATE === '1') writeFileSync(PATH, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(PATH, 'utf8'))).toEqual(schema);
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});
