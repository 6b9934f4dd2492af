/**
 * Where the window was: `DIR/window.json`. A convenience: what cannot be read or written is as if never remembered.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const BoundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  maximised: z.boolean(),
});
export type Bounds = z.infer<typeof BoundsSchema>;

export interface WindowMemory {
  read(): Bounds | null;
  write(bounds: Bounds): void;
}

export function windowMemory(folder: string): WindowMemory {
  const file = join(folder, 'window.json');
  return {
    read() {
      try {
        return BoundsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        return null;
      }
    },
    write(bounds) {
      try {
        writeFileSync(file, JSON.stringify(bounds));
      } catch {
        // The next window opens where the system puts it.
      }
    },
  };
}
