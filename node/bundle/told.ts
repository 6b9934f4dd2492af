/**
 * What of a log a bundle tells: the disclosures that its scope covers, all of them and no other, and the pictures that
 * they name. A picture that shows another client's window and waits for the freelancer is told of, and not handed on.
 * SPEC: DS4–DS7, DS10.
 */
import { ALWAYS_DISCLOSED, type Scope } from '../../domain/bundle';
import { readDisclosure } from '../../domain/disclosure';
import { FIELD_SCHEMAS, type FieldKind, kindOfField } from '../../domain/field';

export interface ToldPicture {
  bytes: number;
  /** Of the first segment that has it. */
  slot: number;
}

export class Told {
  /** By their hash. */
  readonly pictures = new Map<string, ToldPicture>();
  /** Slots with a picture that is held, and so not handed on. */
  readonly held = new Set<number>();
  /** Disclosures written. */
  count = 0;
  private readonly kinds: ReadonlySet<FieldKind>;

  constructor(private readonly scope: Scope) {
    this.kinds = new Set<FieldKind>([...ALWAYS_DISCLOSED, ...scope.fields]);
  }

  /** The lines of `log/disclosures.txt`. */
  *lines(all: Iterable<{ name: string; slot: number | null; text: string }>): Generator<string> {
    for (const { name, slot, text } of all) {
      const kind = kindOfField(name);
      if (kind === null || !this.covers(kind, slot)) continue;
      if (kind === 'picture' && slot !== null) this.note(slot, text);
      this.count++;
      yield `${text}\n`;
    }
  }

  private covers(kind: FieldKind, slot: number | null): boolean {
    const { from, to } = this.scope;
    return this.kinds.has(kind) && (slot === null || (slot >= from && slot < to));
  }

  private note(slot: number, text: string): void {
    const picture = FIELD_SCHEMAS.picture.parse(readDisclosure(text)?.value);
    if (picture.held === 1) this.held.add(slot);
    else if (!this.pictures.has(picture.sha256))
      this.pictures.set(picture.sha256, { bytes: picture.bytes, slot });
  }
}
