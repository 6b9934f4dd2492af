/** A key store that turns the text round, and can go away or refuse. */
import type { KeyStore } from '../../electron/main/vault';

export class TestKeyStore implements KeyStore {
  constructor(
    private readonly answer: 'yes' | 'no' | 'refuses',
    private readonly mark = 'sealed:',
  ) {}
  available(): boolean {
    return this.answer !== 'no';
  }
  encrypt(text: string): Buffer {
    if (this.answer !== 'yes') throw new Error('locked');
    return Buffer.from(this.mark + [...text].reverse().join(''));
  }
  decrypt(bytes: Buffer): string {
    const text = bytes.toString();
    if (this.answer !== 'yes' || !text.startsWith(this.mark)) throw new Error('locked');
    return [...text.slice(this.mark.length)].reverse().join('');
  }
}
