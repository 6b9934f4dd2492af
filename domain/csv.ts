/**
 * Cells of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula is put behind an apostrophe; our own
 * numbers stay numbers.
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a file begins with so that Excel reads its accents. */
export const CSV_BEGIN = '\uFEFF';
