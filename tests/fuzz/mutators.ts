/** Changes of bytes, as a fuzzer makes them: small ones, tokens of the format, pieces of other inputs. Seeded. */
import type { Random } from '../../domain/random';

/** More bytes than this tell nothing new. */
const LENGTH_MAX = 65_536;

/** Numbers at which readers go wrong. */
const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1',
  '255',
  '256',
  '65535',
  '65536',
  '2147483648',
  '4294967295',
  '4294967296',
  '9007199254740991',
  '9007199254740992',
  '-9007199254740991',
  '1e999',
  '0.1',
  '600',
  '599',
  '604800',
];

/** What JSON, base64, notes and ZIP are made of. */
const TOKENS = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '.', '\n', '\r', '\0', ' ', '/', '..', '=', '-', '_', '+'],
  ...['null', 'true', '[]', '{}', '""', '"\\ud800"', '"__proto__":', '\u00e9', '\ufeff', '\ud83d\ude00'],
  ...[
    'PK\x01\x02',
    'PK\x03\x04',
    'PK\x05\x06',
    '\xff\xff\xff\xff',
    '\u2014 ',
    '\n\n',
    'AAAA',
    'A'.repeat(43),
  ],
];

export class Mutator {
  private readonly tokens: readonly Uint8Array[];

  /** `dictionary`: words of the format that is read. */
  constructor(
    private readonly random: Random,
    dictionary: readonly string[],
  ) {
    this.tokens = [...TOKENS, ...dictionary].map((text) => new Uint8Array(Buffer.from(text, 'utf8')));
  }

  /** From 0, below `count`. */
  below(count: number): number {
    return Math.floor(this.random.uniform('fuzz') * count);
  }

  one<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  /** A few changes one after the other. `others`: inputs of which pieces may be taken. */
  mutated(input: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
    let bytes = input;
    for (let more = 1 + this.below(4); more > 0; more--) bytes = this.changed(bytes, others);
    return bytes.length > LENGTH_MAX ? bytes.slice(0, LENGTH_MAX) : bytes;
  }

  private changed(bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
    const at = this.below(bytes.length + 1);
    const some = 1 + this.below(this.below(8) === 0 ? 256 : 8);
    switch (this.below(10)) {
      case 0:
        return replaced(bytes, at, 1, Uint8Array.of((bytes[at] ?? 0) ^ (1 << this.below(8))));
      case 1:
        return replaced(bytes, at, 1, Uint8Array.of(this.below(256)));
      case 2:
        return replaced(bytes, at, some, new Uint8Array());
      case 3:
        return replaced(bytes, at, 0, this.one(this.tokens));
      case 4:
        return replaced(bytes, at, some, this.one(this.tokens));
      case 5:
        return replaced(bytes, at, 0, bytes.slice(at, at + some));
      case 6:
        return this.withNumber(bytes);
      case 7: {
        const other = this.one(others);
        const from = this.below(other.length + 1);
        return replaced(bytes, at, some, other.slice(from, from + 1 + this.below(64)));
      }
      case 8: {
        const other = this.one(others);
        return replaced(bytes, at, bytes.length, other.slice(this.below(other.length + 1)));
      }
      default:
        return this.swapped(bytes);
    }
  }

  /** One of the numbers in the text becomes another. */
  private withNumber(bytes: Uint8Array): Uint8Array {
    const found = [...Buffer.from(bytes).toString('latin1').matchAll(/-?\d+/g)];
    if (found.length === 0) return bytes;
    const { index, 0: text } = this.one(found);
    return replaced(bytes, index, text.length, new Uint8Array(Buffer.from(this.one(NUMBERS))));
  }

  /** Two pieces of one length change places. */
  private swapped(bytes: Uint8Array): Uint8Array {
    const length = 1 + this.below(16);
    const [one, other] = [this.below(bytes.length + 1), this.below(bytes.length + 1)];
    const out = bytes.slice();
    out.set(bytes.subarray(other, other + Math.min(length, bytes.length - one)), one);
    out.set(bytes.subarray(one, one + Math.min(length, bytes.length - other)), other);
    return out;
  }
}

function replaced(bytes: Uint8Array, at: number, length: number, by: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]));
}
