import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderFiles } from '../../server/pictures/files';
import { pictureFilesContract } from '../contracts/server-picture-files';
import { memoryFiles } from '../support/memory-files';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

describe('sealed files in a folder', () => {
  pictureFilesContract(() => folderFiles(tempFolder()));

  it('[SV45] tells what an end that was cut off left aside, and nothing of somebody else’s folder', async () => {
    const folder = tempFolder();
    for (const name of ['a', 'parts']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'a', 'one.tmp'), 'half');
    writeFileSync(join(folder, 'parts', 'one'), 'theirs');
    const files = folderFiles(folder, ['parts']);
    expect(await files.names()).toEqual(['a/one.tmp']);
    await files.remove('a/one.tmp');
    expect(await files.names()).toEqual([]);
  });

  it.runIf(canMount)(
    '[SV45] a disk that is full or cannot be written: refused, and what was there is there',
    async () => {
      const folder = tempFolder();
      const mounted = mountSmall(folder, '256k');
      const files = folderFiles(folder);
      await files.write('a/one', new Uint8Array(100_000).fill(1));
      await expect(files.write('a/one', new Uint8Array(300_000).fill(2))).rejects.toThrow(/ENOSPC/);
      expect((await files.read('a/one'))?.[0]).toBe(1);
      expect(await files.names()).toEqual(['a/one']);
      mounted.remount('ro');
      await expect(files.write('a/two', new Uint8Array(10))).rejects.toThrow(/EROFS/);
      await expect(files.remove('a/one')).rejects.toThrow(/EROFS/);
      expect(await files.has('a/one')).toBe(true);
    },
  );
});

describe('sealed files in memory', () => {
  pictureFilesContract(memoryFiles);
});
