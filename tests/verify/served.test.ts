/** The verifier's argument over a log as a server gives it: the same findings as over a bundle, without one. */
import { describe, expect, it } from 'vitest';
import type { Served } from '../../domain/verify-served';
import { verifyServed } from '../../domain/verify-served';
import { BundleLog } from '../support/bundle-log';
import { checkpointOf, findingsOf, nodeCrypto, trustOf } from '../support/bundles';
import { SLOT, testKey } from '../support/evidence';

const device = testKey('device');
const server = testKey('server');

function logOf(): BundleLog {
  const log = new BundleLog(device);
  log.segment(SLOT);
  log.segment(SLOT + 600, { pictures: 1 });
  log.addKey(server, 'server', (SLOT + 1800) * 1000);
  return log;
}

/** As an honest server would. */
function servedOf(log: BundleLog): Served {
  const texts = new Set(log.held.map(({ text }) => text));
  return {
    lines: [...log.lines],
    checkpoint: checkpointOf(log, [server]),
    disclosures: log.disclosures.flat().filter((text) => texts.has(text)),
  };
}

const trust = trustOf({ freelancer: [device], server: [server] });

describe('a log as a server gives it', () => {
  it('[WP20] is proven with its segments, and may tell nothing', async () => {
    const log = logOf();
    const { verdict, record, checked } = await verifyServed(servedOf(log), trust, nodeCrypto);
    expect(verdict).toBe('proven');
    expect(record?.segments.map(({ ms, memo }) => [ms, memo])).toEqual([
      [600_000, { told: true, value: 'Chapter two, façade' }],
      [600_000, { told: true, value: 'Chapter two, façade' }],
    ]);
    expect(checked).toMatchObject({ entries: 4, signatures: 4, segments: 2 });
    const silent = await verifyServed({ ...servedOf(log), disclosures: [] }, trust, nodeCrypto);
    expect(silent.verdict).toBe('proven');
    expect(silent.record?.segments[0]?.memo).toEqual({ told: false, why: 'missing' });
  });

  it('[WP20] is broken by one letter of a line, of the head, of what is told', async () => {
    const log = logOf();
    const served = servedOf(log);
    const flip = (text: string) => `${text.slice(0, -6)}${text.at(-6) === 'A' ? 'B' : 'A'}${text.slice(-5)}`;
    const [open = '', first = '', ...rest] = served.lines;
    const found = async (change: Partial<Served>) => {
      const outcome = await verifyServed({ ...served, ...change }, trust, nodeCrypto);
      expect(outcome.verdict).toBe('broken');
      return findingsOf(outcome);
    };
    expect(await found({ lines: [open, flip(first), ...rest] })).toContain('signature-wrong entry 1');
    expect(await found({ lines: [open, first, ...rest.slice(1)] })).toContain(
      'seq-wrong entry 2 expected=2 found=3',
    );
    expect(await found({ checkpoint: flip(served.checkpoint) })).not.toEqual([]);
    const [told = '', ...more] = served.disclosures;
    expect(await found({ disclosures: [flip(told), ...more] })).not.toEqual([]);
  });

  it('[WP20] is broken where it does not continue the head that was seen, and undecided with another key', async () => {
    const log = logOf();
    const served = servedOf(log);
    log.segment(SLOT + 2400);
    const later = checkpointOf(log, [server]);
    const cut = await verifyServed(
      served,
      trustOf({ freelancer: [device], server: [server], checkpoints: [later] }),
      nodeCrypto,
    );
    expect(findingsOf(cut)).toContain('seen-cut bundle size=5 entries=4');
    const grown = await verifyServed(
      servedOf(log),
      trustOf({ freelancer: [device], server: [server], checkpoints: [served.checkpoint] }),
      nodeCrypto,
    );
    expect(grown.verdict).toBe('proven');
    const stranger = await verifyServed(served, trustOf({ freelancer: [testKey('other')] }), nodeCrypto);
    expect(stranger.verdict).toBe('undecided');
    expect(findingsOf(stranger)).toContain('not-anchored bundle');
  });

  it('[WP20] throws for nothing that a server says', async () => {
    const served = servedOf(logOf());
    for (const lines of [[], [''], ['é'], ['x'.repeat(200_000)], served.lines.slice(1)])
      for (const checkpoint of ['', served.checkpoint, '\u0000'])
        for (const disclosures of [[], ['', 'é', 'W10']])
          expect(
            (await verifyServed({ lines, checkpoint, disclosures }, trust, nodeCrypto)).verdict,
          ).not.toBe('proven');
  });
});
