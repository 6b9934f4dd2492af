/**
 * What the freelancer keeps out of the record: windows that are never captured, windows that belong to one client,
 * how many pictures, how strongly blurred, how long kept. SPEC: PV.
 */
import { z } from 'zod';
import type { WallMs } from './clock';
import { DAY_MS, type Slot, slotStart, weekEnd, weekLocksAt, weekStart } from './week';

/** A window matches where both parts that are given match, each as a case-insensitive substring of the text it names. */
export const WindowPatternSchema = z
  .object({ app: z.string().trim().max(120), title: z.string().trim().max(200) })
  .refine(
    (pattern) => folded(pattern.app) !== '' || folded(pattern.title) !== '',
    'an empty pattern would match every window',
  );
export type WindowPattern = z.infer<typeof WindowPatternSchema>;

export const PatternsSchema = z.array(WindowPatternSchema).max(200);

/** Per contract. A missing field has its default, so that rows of earlier versions read as before. */
export const ContractPrivacySchema = z.object({
  /** Windows never captured while this contract is tracked; added to the overall list. */
  excluded: PatternsSchema.default([]),
  /** Windows that belong to this contract's client: a picture for another contract that shows one is held. */
  ownWindows: PatternsSchema.default([]),
  /** Pictures a slice, 0–3. */
  perSlice: z.int().min(0).max(3).default(1),
  /** Which displays a picture shows; `default`: what the settings say for all contracts. */
  displays: z.enum(['default', 'all', 'pointer']).default('default'),
  /** How strongly blurred pictures are blurred. */
  blur: z.enum(['normal', 'strong']).default('normal'),
  /** Days after the week's closing after which pictures are destroyed; null: kept. */
  retentionDays: z.int().min(0).max(3650).nullable().default(null),
});
export type ContractPrivacy = z.infer<typeof ContractPrivacySchema>;

/** Where the platform does not tell where windows are, and an excluded one may be visible. */
export const UnknownPlacesSchema = z.enum(['blur', 'skip']);
export type UnknownPlaces = z.infer<typeof UnknownPlacesSchema>;

/** What a pattern is held against; `title` is null where the platform does not tell it. */
export interface NamedWindow {
  app: string;
  title: string | null;
}

/** Groups that are offered with one click; `id` names the locale text `privacy.group.<id>`. */
export const SUGGESTED_GROUPS = ['passwords', 'banking', 'mail', 'chat', 'private'] as const;
export type SuggestedGroup = (typeof SUGGESTED_GROUPS)[number];

const app = (name: string): WindowPattern => ({ app: name, title: '' });
const title = (part: string): WindowPattern => ({ app: '', title: part });

/**
 * The groups' patterns: application names as the three systems give them, titles in English and French. They are
 * suggestions: what a browser writes into its title is its own affair (Chromium says nothing of a private window on Linux).
 */
export const SUGGESTED_PATTERNS: Readonly<Record<SuggestedGroup, readonly WindowPattern[]>> = {
  passwords: [
    ...['1password', 'bitwarden', 'keepass', 'dashlane', 'lastpass', 'nordpass', 'enpass', 'proton pass'].map(
      app,
    ),
    ...['seahorse', 'kwalletmanager', 'keychain access', "trousseaux d'accès"].map(app),
    ...['1password', 'bitwarden', 'dashlane', 'lastpass'].map(title),
  ],
  banking: [
    ...['online banking', 'e-banking', 'internet banking', 'banque en ligne', 'espace client', 'paypal'].map(
      title,
    ),
    ...[
      'revolut',
      'boursobank',
      'bnp paribas',
      'crédit agricole',
      'société générale',
      "caisse d'épargne",
    ].map(title),
    ...['la banque postale', 'crédit mutuel', 'barclays', 'hsbc', 'lloyds bank', 'chase.com', 'n26'].map(
      title,
    ),
  ],
  mail: [
    ...['thunderbird', 'outlook', 'apple mail', 'evolution', 'geary', 'mailspring', 'proton mail'].map(app),
    ...['gmail', 'outlook', 'proton mail', 'yahoo mail', 'boîte de réception', 'inbox'].map(title),
  ],
  chat: [
    ...['slack', 'discord', 'telegram', 'signal', 'whatsapp', 'element', 'microsoft teams', 'skype'].map(app),
    ...['messenger', 'whatsapp', 'telegram web', 'discord', 'messages for web', 'microsoft teams'].map(title),
  ],
  private: [
    ...['private browsing', 'navigation privée', 'inprivate', 'incognito', 'private window'].map(title),
    ...['fenêtre privée', 'tor browser'].map(title),
    app('tor browser'),
  ],
};

/** The list with the group's patterns added (those that are missing) or taken out. */
export function withGroup(
  list: readonly WindowPattern[],
  group: SuggestedGroup,
  on: boolean,
): WindowPattern[] {
  const patterns = SUGGESTED_PATTERNS[group];
  const others = list.filter((known) => !patterns.some((one) => samePattern(one, known)));
  return on ? [...others, ...patterns] : others;
}

/** `all`: every pattern of the group is in the list; `some`, `none` likewise. */
export function groupState(list: readonly WindowPattern[], group: SuggestedGroup): 'all' | 'some' | 'none' {
  const patterns = SUGGESTED_PATTERNS[group];
  const present = patterns.filter((one) => list.some((known) => samePattern(one, known))).length;
  return present === 0 ? 'none' : present === patterns.length ? 'all' : 'some';
}

export function samePattern(a: WindowPattern, b: WindowPattern): boolean {
  return folded(a.app) === folded(b.app) && folded(a.title) === folded(b.title);
}

/**
 * A test for one list of patterns, to be made once and asked often. A title that is not told matches no title
 * pattern; a pattern with nothing visible in it matches no window.
 */
export function windowMatcher(patterns: readonly WindowPattern[]): (window: NamedWindow) => boolean {
  const wanted = patterns
    .map((pattern) => ({ app: folded(pattern.app), title: folded(pattern.title) }))
    .filter((pattern) => pattern.app !== '' || pattern.title !== '');
  if (wanted.length === 0) return () => false;
  return (window) => {
    const shown = { app: folded(window.app), title: folded(window.title ?? '') };
    return wanted.some((pattern) => shown.app.includes(pattern.app) && shown.title.includes(pattern.title));
  };
}

/**
 * Text as it is compared: compatibility forms made one (NFKD), accents, case, invisible characters (Edge writes a
 * zero-width space into its name) and double blanks left out. Erring towards a match keeps more out of the record.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/['’ʼ]/g, "'")
    .replace(/\s+/gu, ' ')
    .trim();
}

interface PrivateContract {
  client: string;
  privacy: Pick<ContractPrivacy, 'excluded' | 'ownWindows'>;
}

/** What is never captured while the contract is tracked: the overall list and its own. */
export function excludedFor(overall: readonly WindowPattern[], contract: PrivateContract): WindowPattern[] {
  return [...overall, ...contract.privacy.excluded];
}

/**
 * Windows that belong to other clients than the contract's: a picture that shows one is held. Contracts of the same
 * client guard nothing from each other.
 */
export function foreignTo(contract: PrivateContract, all: readonly PrivateContract[]): WindowPattern[] {
  const own = contract.privacy.ownWindows;
  return all
    .filter((other) => folded(other.client) !== folded(contract.client))
    .flatMap((other) => other.privacy.ownWindows)
    .filter((pattern) => !own.some((mine) => samePattern(mine, pattern)));
}

/** From when on a picture of the slot is to be destroyed; null: never. */
export function expiresAt(slot: Slot, retentionDays: number | null): WallMs | null {
  return retentionDays === null ? null : weekLocksAt(slotStart(slot)) + retentionDays * DAY_MS;
}

/** Pictures of slots before this instant (a Monday 00:00 UTC) have expired at `now`. */
export function expiredBefore(now: WallMs, retentionDays: number): WallMs {
  return weekStart(now - retentionDays * DAY_MS - (weekLocksAt(0) - weekEnd(0)));
}
