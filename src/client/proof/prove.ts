/**
 * From what a server gave to what it proves: the verifier's argument with the keys that this browser trusts, then what is
 * shown against what is signed. On the first visit the log's own keys are taken as they are, and remembered. Pure but for
 * its crypto. SPEC: WP20–WP23.
 */
import { toBase64 } from '../../../domain/bytes';
import type { VerifierCrypto } from '../../../domain/crypto';
import { verifyServed } from '../../../domain/verify-served';
import { anchorOf } from './anchor';
import { type Compared, compare } from './compare';
import type { Proof, ToProver } from './messages';
import type { Seen } from './seen';

export async function prove(asked: Omit<ToProver, 'id'>, crypto: VerifierCrypto): Promise<Proof> {
  const { seen, lines, checkpoint, shown, now } = asked;
  const { device, server, trust } = anchorOf(seen, lines[0], asked.server, crypto.sha256);
  const { verdict, findings, record, checked } = await verifyServed(asked, trust, crypto);
  const compared: Compared = record === null ? { differences: [], matched: 0 } : compare(shown, record);
  const head = record?.checkpoint ?? null;
  const isSound = verdict === 'proven' && head !== null && device !== null && server !== null;
  return {
    ...compared,
    verdict,
    findings,
    checked,
    keys: (record?.signers ?? []).map(({ role, words, active, trusted }) => ({
      role,
      words,
      active,
      known: trusted !== null,
    })),
    head: head === null ? null : { size: head.size, root: toBase64(head.root) },
    before: seen === null ? null : { size: seen.size, since: seen.since, at: seen.at },
    seen:
      isSound && record !== null
        ? ({
            log: record.log,
            device,
            server,
            checkpoint,
            size: head.size,
            since: seen?.since ?? now,
            at: now,
          } satisfies Seen)
        : null,
  };
}

export type Standing = 'match' | 'undecided' | 'broken';

/** What one is told at a glance. A difference breaks; what the server kept back leaves it undecided. */
export function standingOf({ verdict, differences }: Pick<Proof, 'verdict' | 'differences'>): Standing {
  if (verdict === 'broken' || differences.some(({ what }) => what !== 'untold')) return 'broken';
  return verdict === 'undecided' || differences.length > 0 ? 'undecided' : 'match';
}
