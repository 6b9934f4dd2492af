/**
 * The app's theme, brought to a page whose policy allows no style element: the kit's variables are a style sheet that the
 * script makes and adopts. What the kit writes into style elements elsewhere (style props by window size, `visibleFrom`,
 * `SimpleGrid`, locked scrolling) does not work here; layouts by window size are in our own style sheets.
 */
import {
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
  mergeThemeOverrides,
} from '@mantine/core';
import { cssVariables, theme } from '../ui/theme';

export const clientTheme = mergeThemeOverrides(
  theme,
  createTheme({
    components: {
      Modal: { defaultProps: { ...theme.components?.Modal?.defaultProps, lockScroll: false } },
      // A long label on a phone stands in two lines instead of being cut.
      Button: {
        styles: {
          root: { height: 'auto', minHeight: 'var(--button-height)', paddingBlock: '0.25rem' },
          label: { whiteSpace: 'normal', height: 'auto' },
        },
      },
      Drawer: { defaultProps: { lockScroll: false } },
    },
  }),
);

export function adoptTheme(): void {
  const whole = mergeMantineTheme(DEFAULT_THEME, clientTheme);
  const [given, ours] = [defaultCssVariablesResolver(whole), cssVariables(whole)];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    convertCssVariables({
      variables: { ...given.variables, ...ours.variables },
      light: { ...given.light, ...ours.light },
      dark: { ...given.dark, ...ours.dark },
    }),
  );
  document.adoptedStyleSheets.push(sheet);
}
