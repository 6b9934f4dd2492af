/** What was signed is remembered apart from the database: the longest head of the newest log of each contract. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import { LeafSchema } from '../../domain/entry';
import type { Remembered } from '../../electron/main/evidence/ports';
import { LOG_MEMORY_FILE, openLogMemory } from '../../electron/main/log-memory';
import { sha256 } from '../support/evidence';
import { MONDAY, newContractId } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const hash = (name: string) => toBase64Url(sha256(toUtf8(name)));
const headOf = (log: string, size: number): Remembered => ({
  log: LeafSchema.parse(hash(log)),
  size,
  root: hash(`${log} ${size}`),
});

async function open(folder: string) {
  const opened = await openLogMemory(folder, () => MONDAY);
  if (opened.outcome !== 'opened') throw new Error(opened.detail);
  return opened;
}

test('nothing was signed at first, and nothing is written for it', async () => {
  const folder = tempFolder();
  const { memory, setAside } = await open(folder);
  expect(memory.read(newContractId())).toBeNull();
  expect(setAside).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('the longest head of a log stays, for each contract; another log takes its place', async () => {
  const folder = tempFolder();
  const [one, two] = [newContractId(), newContractId()];
  const { memory } = await open(folder);
  for (const size of [3, 9, 5]) memory.write(one, headOf('a', size));
  memory.write(two, headOf('b', 2));
  for (const { memory: each } of [{ memory }, await open(folder)]) {
    expect(each.read(one)).toEqual(headOf('a', 9));
    expect(each.read(two)).toEqual(headOf('b', 2));
  }
  memory.write(one, headOf('c', 1));
  expect((await open(folder)).memory.read(one)).toEqual(headOf('c', 1));
  expect(readdirSync(folder)).toEqual([LOG_MEMORY_FILE]);
});

test('what the disk refuses is told and not remembered, and the next write goes on', async () => {
  const folder = tempFolder();
  const contract = newContractId();
  const { memory } = await open(folder);
  const blocked = join(folder, `${LOG_MEMORY_FILE}.tmp`);
  mkdirSync(blocked);
  expect(() => memory.write(contract, headOf('a', 3))).toThrow(/EISDIR/);
  expect(memory.read(contract)).toBeNull();
  rmdirSync(blocked);
  memory.write(contract, headOf('a', 3));
  expect((await open(folder)).memory.read(contract)).toEqual(headOf('a', 3));
});

test.each(['', 'not json', '{"version":1,"heads":{"x":{}}}', '{"version":2,"heads":{}}'])(
  'a damaged memory (%j) is set aside and said',
  async (damage) => {
    const folder = tempFolder();
    writeFileSync(join(folder, LOG_MEMORY_FILE), damage);
    const { memory, setAside } = await open(folder);
    expect(readFileSync(setAside ?? '', 'utf8')).toBe(damage);
    memory.write(newContractId(), headOf('a', 1));
    expect((await open(folder)).setAside).toBeNull();
  },
);
