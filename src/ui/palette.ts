/**
 * Colours that carry meaning: contracts, states, warnings. Each is a CSS variable of `global.css`, defined for light
 * and dark so that text and marks on it keep WCAG AA contrast. Colour is never the only sign of anything.
 */
import type { ContractSettings } from '../../domain/hourly-contract';

export type ContractColour = ContractSettings['colour'];

export const CONTRACT_COLOURS: readonly ContractColour[] = [
  'teal',
  'blue',
  'violet',
  'grape',
  'pink',
  'orange',
  'lime',
  'cyan',
];

/** For bars, dots and edges. */
export function contractInk(colour: ContractColour): string {
  return `var(--contract-${colour})`;
}

/** For grounds behind text. */
export function contractTint(colour: ContractColour): string {
  return `var(--contract-${colour}-tint)`;
}
