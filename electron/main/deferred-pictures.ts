/**
 * The picture store while its key is still being fetched: rows are there at once, bytes as soon as the vault is
 * open. So a slow key store of the system delays a picture, never the window or the timer.
 */
import type { PicturesTable } from './db/pictures-table';
import type { PictureStore, StorageFault } from './ports';

export type OpenedPictures =
  | { outcome: 'opened'; store: PictureStore }
  | ({ outcome: 'failed' } & StorageFault);

export function deferredPictures(rows: PicturesTable, opening: Promise<OpenedPictures>): PictureStore {
  return {
    async add(meta, captured) {
      const opened = await opening;
      return opened.outcome === 'opened' ? opened.store.add(meta, captured) : opened;
    },
    addFailure: (picture) => rows.add(picture, []),
    ofSlices: (sliceIds) => rows.ofSlices(sliceIds),
    async read(id, what) {
      const opened = await opening;
      return opened.outcome === 'opened' ? opened.store.read(id, what) : null;
    },
    async sweep() {
      const opened = await opening;
      return opened.outcome === 'opened' ? opened.store.sweep() : 0;
    },
  };
}
