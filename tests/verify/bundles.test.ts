/** That the bundles which the tests of the verifier are made of are bundles: the container, the pictures, what is told. */
import { Transformer } from '@napi-rs/image';
import { expect, it } from 'vitest';
import { DISCLOSURES, ENTRIES, MANIFEST, readManifest } from '../../domain/bundle';
import { readDisclosure } from '../../domain/disclosure';
import { readZip } from '../../domain/zip';
import { BundleLog, WEEK } from '../support/bundle-log';
import { bundleOf, filesOf, linesOf, sourceOf, textOf, WHOLE_WEEK } from '../support/bundles';
import { SLOT } from '../support/evidence';
import { solidWebp } from '../support/solid-webp';

const namesOf = (lines: readonly string[]) => lines.map((line) => readDisclosure(line)?.name);

it('a picture is one that other programs read', async () => {
  const picture = new Transformer(Buffer.from(solidWebp(1920, 1080, [200, 30, 90])));
  expect(await picture.metadata()).toMatchObject({ width: 1920, height: 1080, format: 'webp' });
  expect([...(await picture.rawPixels()).subarray(0, 3)]).toEqual([200, 30, 90]);
});

it('[BU1] [BU4] a bundle is a container with a manifest of its files', async () => {
  const log = new BundleLog();
  log.segment(SLOT, { pictures: 2 });
  const read = await readZip(sourceOf(bundleOf(log)));
  if (!read.ok) throw new Error(read.why);
  const manifest = readManifest(textOf(filesOf(log), MANIFEST));
  if (!manifest.ok) throw new Error(manifest.why);
  expect(manifest.value.files.map(([name]) => name)).toEqual(
    read.value.map(({ name }) => name).filter((name) => !name.startsWith('manifest.')),
  );
  expect(read.value.filter(({ name }) => name.startsWith('pictures/'))).toHaveLength(2);
});

it('tells what still exists and its scope covers, and every entry', () => {
  const log = new BundleLog();
  const { leaf } = log.segment(SLOT, { pictures: 2, missed: 1 }).sealed;
  log.segment(SLOT + 600, { pictures: 1 });
  const told = (files = filesOf(log)) => namesOf(linesOf(files, DISCLOSURES)).slice(3);
  const rest = ['time', 'activity', 'minutes', 'windows'];
  const second = ['memo', 'tag', ...rest, 'picture.0'];
  expect(told()).toEqual(['memo', 'tag', ...rest, 'picture.0', 'picture.1', 'missed.0', ...second]);
  const scope = { ...WHOLE_WEEK, from: SLOT + 600, fields: ['memo' as const] };
  expect(told(filesOf(log, { scope }))).toEqual(['memo']);

  const at = (WEEK + 86_400 * 3) * 1000;
  log.amend(leaf, [{ name: 'memo', value: 'Chapter three' }], { at });
  log.redact(leaf, 1, { at: at + 1 });
  log.remove(leaf, { at: at + 2, picture: 0 });
  expect(told()).toEqual(['tag', ...rest, 'missed.0', ...second, 'memo', 'picture.1']);
  expect(log.pictures.size).toBe(2);
  log.expire(SLOT + 600, at + 3);
  expect(told()).toEqual(['tag', ...rest, 'missed.0', ...second, 'memo']);
  log.remove(leaf, { at: at + 4 });
  expect(told()).toEqual(second);
  expect(linesOf(filesOf(log), ENTRIES)).toHaveLength(8);
});
