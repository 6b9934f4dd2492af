/** The three counts of input, with the colour each keeps in the chart and beside it. */
export const SERIES = [
  { name: 'keys', colour: 'var(--contract-blue)' },
  { name: 'clicks', colour: 'var(--contract-orange)' },
  { name: 'scrolls', colour: 'var(--contract-grape)' },
] as const;
