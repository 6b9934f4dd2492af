/** What every store of sealed files promises (server/pictures/files.ts). */
import { expect, it } from 'vitest';
import { seededRandom } from '../../domain/random';
import type { PictureFiles } from '../../server/pictures/files';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** As one kind of bytes, whatever the store gives. */
async function contentOf(files: PictureFiles, name: string): Promise<Buffer | null> {
  const content = await files.read(name);
  return content && Buffer.from(content);
}

export function pictureFilesContract(open: () => PictureFiles): void {
  it('[SV45] gives back what was written, and null for what was not', async () => {
    const files = open();
    expect(await files.read('a/one')).toBeNull();
    expect(await files.has('a/one')).toBe(false);
    expect(await files.names()).toEqual([]);
    await files.settled('a/one');
    await files.write('a/one', bytes('first'));
    await files.write('b/one', bytes('other'));
    await files.settled('a/one');
    expect(await contentOf(files, 'a/one')).toEqual(Buffer.from('first'));
    expect(await contentOf(files, 'b/one')).toEqual(Buffer.from('other'));
    expect(await files.read('b/two')).toBeNull();
    expect((await files.names()).sort()).toEqual(['a/one', 'b/one']);
  });

  it('[SV45] replaces whole, and what was read before stays as it was', async () => {
    const files = open();
    const own = bytes('longer than the next');
    await files.write('a/one', own);
    own.fill(0);
    const before = await files.read('a/one');
    await files.write('a/one', bytes('short'));
    expect(Buffer.from(before ?? []).toString()).toBe('longer than the next');
    expect(await contentOf(files, 'a/one')).toEqual(Buffer.from('short'));
    expect(await files.names()).toEqual(['a/one']);
  });

  it('[SV44] what was removed is gone, and may be removed again or written anew', async () => {
    const files = open();
    await files.remove('a/none');
    await files.write('a/one', bytes('x'));
    await files.remove('a/one');
    await files.remove('a/one');
    expect([await files.has('a/one'), await files.read('a/one'), await files.names()]).toEqual([
      false,
      null,
      [],
    ]);
    await files.write('a/one', bytes('y'));
    expect(await contentOf(files, 'a/one')).toEqual(Buffer.from('y'));
  });

  it('[SV45] many at once, some removed meanwhile: afterwards exactly what stands is there (seed 21)', async () => {
    const files = open();
    const random = seededRandom(21);
    const kept = new Map<string, Uint8Array>();
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const name = `${'abc'[n % 3]}/${n}`;
        const content = new Uint8Array(1 + Math.floor(random.uniform('length') * 5000)).fill(n);
        const isRemoved = random.uniform('removed') < 0.3;
        await files.write(name, content);
        await files.settled(name);
        if (isRemoved) await files.remove(name);
        else kept.set(name, content);
      }),
    );
    expect((await files.names()).sort()).toEqual([...kept.keys()].sort());
    for (const [name, content] of kept) expect(await contentOf(files, name)).toEqual(Buffer.from(content));
  });
}
