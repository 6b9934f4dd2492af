/**
 * The notice at each picture: what was just taken, and the time to decide. Promises: it comes after the picture is
 * stored and is away while one is taken, so it is in none; letting it be keeps the picture. SPEC: PX.
 */
import type { WallMs } from '../../domain/clock';
import type { PictureId, SliceId } from '../../domain/ids';
import type { Picture } from '../../domain/slice';
import type { Slot } from '../../domain/week';
import type { Preview, Settings } from '../contract';
import type { PictureStore } from './ports';
import type { PreviewWindow } from './preview-window';
import type { PictureSensor } from './sensors/ports';

export interface PictureNoticeDeps {
  settings(): Pick<Settings, 'pictureNotice' | 'pictureNoticeBy' | 'pictureNoticeSeconds'>;
  picture(id: PictureId): Picture | null;
  slotOf(id: SliceId): Slot | null;
  window: PreviewWindow;
  /** The main window is in front: the diary in it shows the picture itself. */
  isLookedAt(): boolean;
  /** What the preview shows changed. */
  changed(preview: Preview | null): void;
  beep(): void;
  /** A notification of the system; `clicked` where it is answered. */
  notify(silent: boolean, clicked: () => void): void;
  /** Opens the main window, and tells it that a picture is wanted. */
  openMain(): void;
  now(): WallMs;
  after(ms: number): Promise<void>;
}

/** The picture that the main window is to show, and whether it is to be redacted. */
export interface WantedPicture {
  id: PictureId;
  sliceId: SliceId;
  slot: Slot;
  redact: boolean;
}

export interface PictureNotice {
  preview(): Preview | null;
  close(): void;
  /** In the main window. False where the picture is not there. */
  show(id: PictureId, redact: boolean): boolean;
  /** Once: then it was taken. */
  takeWanted(): WantedPicture | null;
  /** The same store, each of whose pictures is announced once it is stored. */
  announcing(store: PictureStore): PictureStore;
  /** The same sensor, without the preview in its pictures. */
  unseenBy(sensor: PictureSensor): PictureSensor;
}

export function createPictureNotice(deps: PictureNoticeDeps): PictureNotice {
  let preview: Preview | null = null;
  let wanted: WantedPicture | null = null;

  function set(next: Preview | null): void {
    preview = next;
    deps.changed(next);
  }

  function close(): void {
    if (preview === null) return;
    set(null);
    deps.window.close();
  }

  function show(id: PictureId, redact: boolean): boolean {
    const picture = deps.picture(id);
    const slot = picture === null ? null : deps.slotOf(picture.sliceId);
    if (picture === null || slot === null) return false;
    wanted = { id, sliceId: picture.sliceId, slot, redact };
    close();
    deps.openMain();
    return true;
  }

  function inCorner(picture: Picture, sound: boolean): void {
    const ms = deps.settings().pictureNoticeSeconds * 1_000;
    const until = deps.now() + ms;
    const { id, takenAt, held } = picture;
    // Displays are pictured together: the second joins the first.
    set({ pictures: [...(preview?.pictures ?? []), { id, takenAt, held }].slice(-8), until });
    deps.window.open();
    if (sound) deps.beep();
    void deps.after(ms).then(() => {
      if (preview?.until === until) close();
    });
  }

  function announce(id: PictureId): void {
    const { pictureNotice, pictureNoticeBy } = deps.settings();
    const picture = deps.picture(id);
    if (pictureNotice === 'off' || picture?.outcome !== 'ok' || deps.isLookedAt()) return;
    // The app is on its way out.
    if (picture.trigger === 'quit') return;
    const sound = pictureNotice === 'sound';
    if (pictureNoticeBy !== 'system') inCorner(picture, sound && pictureNoticeBy === 'corner');
    if (pictureNoticeBy !== 'corner') deps.notify(!sound, () => void show(id, false));
  }

  return {
    preview: () => preview,
    close,
    show,
    takeWanted() {
      const taken = wanted;
      wanted = null;
      return taken;
    },
    announcing: (store) => ({
      ...store,
      async add(meta, captured) {
        const saved = await store.add(meta, captured);
        if (saved.outcome === 'saved') announce(meta.id);
        return saved;
      },
    }),
    unseenBy: (sensor) => ({
      name: () => sensor.name(),
      async capture(request) {
        deps.window.setHidden(true);
        try {
          return await sensor.capture(request);
        } finally {
          deps.window.setHidden(false);
        }
      },
    }),
  };
}
