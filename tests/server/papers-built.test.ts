/** The papers from the program as it is installed: its fonts, the verifier's page and its mails are found beside it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FIELD_KINDS } from '../../domain/field';
import { ContractIdSchema } from '../../domain/ids';
import { slotEnd, slotOf, slotStart, weekStart } from '../../domain/week';
import { buildServer } from '../../scripts/lib/server.mjs';
import { BundleLog } from '../support/bundle-log';
import { registered } from '../support/server-caller';
import { startServerChild } from '../support/server-child';
import { sentOf } from '../support/server-logs';
import { tempFolder } from '../support/temp-folder';

const BUILD = join(import.meta.dirname, '../../node_modules/.cache/minutier/papers-server');

it('[SV75] [SV77] the built server gives invoice and evidence', { timeout: 180_000 }, async () => {
  await buildServer(BUILD);
  const child = await startServerChild(tempFolder(), { program: join(BUILD, 'minutier-server.js') });
  try {
    const { url, setup } = child;
    if (setup === null) throw new Error('no link');
    const freelancer = await registered(url, setup, 'Fran', 'fran@example.org');
    const device = await freelancer.pair('device');
    const { key, now } = await device.ask('about');
    // The server's clock is the machine's: a slot of three hours ago.
    const slot = slotOf(now - 3 * 3_600_000);
    const contract = ContractIdSchema.parse(randomUUID());
    const log = new BundleLog(device.key, { contract, at: slotStart(slot) - 60_000 });
    log.segment(slot, { pictures: 1, facts: { at: slotEnd(slot) + 15_000, mono: 1, boot: 1 } });
    log.add({ type: 'key.add', at: now - 60_000, key, role: 'server', store: 'unknown' });
    const params = { contract };
    // The log is opened first: a picture needs its contract.
    await device.ask('append', { params: { contract }, body: { entries: sentOf(log, 0, 1) } });
    for (const [sha256, bytes] of log.pictures) {
      const query = { offset: 0, size: bytes.length };
      await device.ask('pictureSend', { params: { contract, sha256 }, query, body: bytes });
    }
    const { results } = await device.ask('append', { params, body: { entries: sentOf(log) } });
    expect(results.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept']);
    await device.ask('share', { params, body: { fields: [...FIELD_KINDS], presence: false } });
    const week = weekStart(slotStart(slot)) / 1000;
    const invoice = await freelancer.send('invoicePdf', {
      params: { contract, week },
      query: { language: 'fr' },
    });
    expect(invoice.status).toBe(200);
    expect(
      Buffer.from(await invoice.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const query = { from: week, to: week + 604_800 };
    const bundle = await freelancer.send('bundle', { params, query });
    expect(bundle.status).toBe(200);
    const bytes = Buffer.from(await bundle.arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(bytes.includes('report.json')).toBe(true);
    expect(bytes.includes(`pictures/${[...log.pictures.keys()][0]}`)).toBe(true);
  } catch (error) {
    throw new Error(child.complaints(), { cause: error });
  } finally {
    await child.stop();
  }
});
