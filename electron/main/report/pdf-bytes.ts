/**
 * What Chromium writes into a PDF that is not of the page: when it was made, and the numbers by which its process counts
 * the elements of all its pages. Both are set in place, byte for byte, so that no offset of the file moves and the same
 * page gives the same bytes. Pure.
 */

const DATES = /\/(?:CreationDate|ModDate) \(D:(\d{14}\+00'00')\)/g;
const NODES = /\(node(\d{8})\)/g;

/** `at`: wall ms. Throws where the file does not say when it was made as Chromium writes it. */
export function settledPdf(bytes: Uint8Array, at: number): Uint8Array {
  // One character a byte, so that places in the text are places in the file.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const settled = new Uint8Array(bytes);
  const write = (found: RegExpExecArray, part: string, written: string) =>
    settled.set(Buffer.from(written, 'latin1'), found.index + found[0].indexOf(part));

  const digits = new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const dates = [...text.matchAll(DATES)];
  if (dates.length !== 2) throw new Error(`a PDF with ${dates.length} dates`);
  for (const found of dates) write(found, found[1] ?? '', `${digits}+00'00'`);

  // Counted from 1 in their order, which the file's tree of names is sorted by.
  const nodes = [...text.matchAll(NODES)];
  const ranks = new Map(
    [...new Set(nodes.map(([, node = '']) => node))].sort().map((node, rank) => [node, rank + 1]),
  );
  for (const found of nodes) {
    const [, node = ''] = found;
    write(found, node, String(ranks.get(node) ?? 0).padStart(8, '0'));
  }
  return settled;
}
