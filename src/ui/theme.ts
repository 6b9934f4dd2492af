/** The component kit's theme: dense, calm, system fonts, and colours chosen for AA contrast in light and dark. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** A deep blue-green, the ink of a register. White on shade 8 is 6.1:1, on shade 7 it is 5.0:1. */
const ink: MantineColorsTuple = [
  '#eef6f5',
  '#d7e9e6',
  '#aed3cd',
  '#82bbb3',
  '#5ea69c',
  '#47988d',
  '#3a8f84',
  '#2a7c72',
  '#1d6e65',
  '#0a5f57',
];

const SYSTEM_FONTS =
  'system-ui, -apple-system, "Segoe UI", Roboto, Cantarell, "Noto Sans", "DejaVu Sans", sans-serif';

export const theme = createTheme({
  colors: { ink },
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 7 },
  fontFamily: SYSTEM_FONTS,
  headings: { fontFamily: SYSTEM_FONTS, fontWeight: '650' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // The kit moves focus rings by colour alone; ours are drawn in global.css.
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, multiline: true, maw: 320 } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 } },
      styles: { title: { fontWeight: 650 } },
    },
    // The kit's is a <header>, which outside of a section says that it is the page's own.
    ModalHeader: { defaultProps: { component: 'div' } },
    Input: { defaultProps: { size: 'sm' } },
    Notification: { styles: { description: { color: 'var(--dim)' } } },
    Fieldset: { styles: { root: { backgroundColor: 'transparent' } } },
  },
});

/** Secondary text in the kit's own grey is below 4.5:1 on white; ours is not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#545b62',
    '--mantine-color-placeholder': '#6b7178',
    '--mantine-color-error': '#c0182a',
  },
  dark: {
    '--mantine-color-dimmed': '#b3b6bb',
    '--mantine-color-placeholder': '#9a9da3',
    '--mantine-color-error': '#ff8f8f',
    '--mantine-color-body': '#1f2023',
  },
});
