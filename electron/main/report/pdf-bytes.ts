/**
 * What Chromium writes into a PDF that is not of the page: when it was made. Set to a given instant in place, byte for
 * byte, so that no offset of the file moves and the same page gives the same bytes. Pure.
 */

const DATES = /\/(?:CreationDate|ModDate) \(D:(\d{14}\+00'00')\)/g;

/** `at`: wall ms. Throws where the file does not say when it was made as Chromium writes it. */
export function datedPdf(bytes: Uint8Array, at: number): Uint8Array {
  // One character a byte, so that places in the text are places in the file.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const digits = new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const written = Buffer.from(`${digits}+00'00'`, 'latin1');
  const dated = new Uint8Array(bytes);
  let count = 0;
  for (const found of text.matchAll(DATES)) {
    const [whole, date = ''] = found;
    dated.set(written, found.index + whole.indexOf(date));
    count += 1;
  }
  if (count !== 2) throw new Error(`a PDF with ${count} dates`);
  return dated;
}
