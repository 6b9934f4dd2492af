/** A QR code as one path: what a window or a printed page draws on white, with four empty modules around it. */
import { encode } from 'uqr';

export interface QrPath {
  /** Modules a side, the quiet zone included. */
  size: number;
  /** The dark modules, as the `d` of an SVG path in modules. */
  path: string;
}

/** ISO/IEC 18004 wants four modules of white. */
const QUIET = 4;

export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size, path };
}
