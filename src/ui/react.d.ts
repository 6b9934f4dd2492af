/** Custom properties may stand in a style: they carry a contract's colours to the style sheets. */
import 'react';

declare module 'react' {
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
