/** What can be done to a picture where the diary is its freelancer's own; null where it is only read. */
import { createContext, useContext } from 'react';
import type { PictureId } from '../../domain/ids';
import type { HiddenAreas } from '../../domain/slice';

export interface PictureActions {
  remove(id: PictureId): Promise<void>;
  undo(id: PictureId): Promise<void>;
  /** True once it is done; false where it was refused, and the user told why. */
  redact(id: PictureId, areas: HiddenAreas): Promise<boolean>;
  /** A held picture is kept as it is. */
  release(id: PictureId): Promise<void>;
}

export const PictureActionsContext = createContext<PictureActions | null>(null);

export function usePictureActions(): PictureActions | null {
  return useContext(PictureActionsContext);
}
