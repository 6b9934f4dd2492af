/**
 * A told value that is large and seldom asked for (two kilobytes of windows a segment): it was read and found right once,
 * and is kept as the bytes in which it was told; whoever asks for it has it read again. So a record of years is not much
 * larger than its file. SPEC: VF7.
 */
import { readDisclosureBytes } from './disclosure';
import { FIELD_SCHEMAS, type FieldValue } from './field';

export class KeptMinutes {
  /** `active`: how many of them have input (SG5). */
  constructor(
    private readonly bytes: Uint8Array,
    readonly active: number,
  ) {}

  get value(): FieldValue<'minutes'> {
    return FIELD_SCHEMAS.minutes.parse(readDisclosureBytes(this.bytes)?.value);
  }
}

export class KeptWindows {
  constructor(private readonly bytes: Uint8Array) {}

  get value(): FieldValue<'windows'> {
    return FIELD_SCHEMAS.windows.parse(readDisclosureBytes(this.bytes)?.value);
  }
}
