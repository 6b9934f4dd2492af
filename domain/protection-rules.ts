/**
 * The published rules of protection, as dated data: which conditions there are, where each comes from, and the numbers
 * they are measured by. A change is a new version with the date from which it holds; an old one is never edited, so
 * that a verdict can be worked out again years later. SPEC: PR.
 */
import type { WallMs } from './clock';
import type { Slot } from './week';

/** Each condition by its id, in the order in which they are told. */
export const RULE_IDS = [
  'PR1',
  'PR2',
  'PR3',
  'PR4',
  'PR5',
  'PR6',
  'PR7',
  'PR8',
  'PR9',
  'PR10',
  'PR11',
  'PR12',
  'PR13',
  'PR14',
  'PR15',
  'PR16',
  'PR17',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

export interface ProtectionRules {
  version: number;
  /** The first instant whose slots are judged by this version. */
  from: WallMs;
  memo: {
    minWords: number;
    minLetters: number;
    /** Words that say nothing of the work by themselves; lower case, without accents. */
    generic: ReadonlySet<string>;
  };
  /** At risk are slices with at most `active` active minutes of `of` tracked ones, and in proportion below that. */
  activity: { active: number; of: number };
  /** At risk are slices whose clock jumped by so much in all, or in which so much went by unobserved. */
  clock: { jumpMs: number; unobservedMs: number };
  /** A picture counts as none when more than this share of it, in percent, was hidden by hand. */
  hiddenPercent: number;
  /** At risk are slices of which more than this share, in percent, was spent in windows that are never captured. */
  excludedPercent: number;
  /** Where each condition comes from: an article of the reference platform's help, a forum thread, or our own record. */
  sources: Readonly<Record<RuleId, string>>;
}

const ENGLISH =
  'work working worked works task tasks stuff thing things misc miscellaneous various project projects job jobs ' +
  'todo continue continued continuing continuation more update updates updated updating progress dev development ' +
  'developing coding code programming fix fixes fixed fixing bug bugs issue issues meeting meetings call calls ' +
  'email emails mail mails admin general other others same before again wip test tests testing etc done doing did ' +
  'the a an on of for and to in at with my some all it this that as usual client time hours';

const FRENCH =
  'travail travaux travailler tache taches divers diverses suite projet projets boulot chose choses truc trucs ' +
  'avancement avancer developpement developper coder correction corrections corriger probleme problemes reunion ' +
  'reunions appel appels courriel courriels autre autres idem encore pareil faire fait en cours le la les l un une des ' +
  'de du d sur pour et a au aux mon ma mes quelques tout toute avec dans comme hier heures temps';

const VERSION_1: ProtectionRules = {
  version: 1,
  from: Date.UTC(2026, 10, 1),
  memo: { minWords: 2, minLetters: 10, generic: new Set(`${ENGLISH} ${FRENCH}`.split(' ')) },
  // Forum 1097485, 1202947: reviewers reverse 4 active minutes of 10 or fewer, a number that was never published.
  activity: { active: 4, of: 10 },
  clock: { jumpMs: 60_000, unobservedMs: 120_000 },
  hiddenPercent: 50,
  excludedPercent: 50,
  sources: {
    PR1: '211068288',
    PR2: '211068288',
    PR3: '211068288',
    PR4: '211068288',
    PR5: '211068288, 211062308',
    PR6: '211068288, 211062418',
    PR7: '211068288, 211064098',
    PR8: '211068288',
    PR9: '211068288, 211064098',
    PR10: '211068288, forum 1097485, 1202947',
    PR11: '211068288',
    PR12: '211068288',
    PR13: 'CK1, RC4',
    PR14: '211063698',
    PR15: 'ID1',
    PR16: '211068288',
    PR17: '211068288',
  },
};

/** Ascending by `from`. */
export const PROTECTION_RULES: readonly ProtectionRules[] = [VERSION_1];

/** The version that judges a slot: the last that holds at its start, the first for anything older. */
export function rulesFor(slot: Slot, versions = PROTECTION_RULES): ProtectionRules {
  return versions.findLast((rules) => rules.from <= slot * 1000) ?? VERSION_1;
}
