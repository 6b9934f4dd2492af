/** A server with a contract that a device has linked: its log, its pictures, its freelancer and its client. */
import type { ContractId } from '../../domain/ids';
import { BundleLog } from './bundle-log';
import { CONTRACT, SLOT, testKey } from './evidence';
import { type DeviceCaller, type ServerOptions, testServer } from './server';

export async function diaryServer(options: ServerOptions = {}) {
  const made = await testServer(options);
  const freelancer = await made.setup('Fran');
  const laptop = await freelancer.pair('laptop');
  const log = new BundleLog(testKey('laptop'));
  const params = { contract: CONTRACT };
  let sent = 0;

  /** Sends what is new: the pictures first, then the lines, with what still exists of what they tell. */
  const upload = async () => {
    if (sent === 0)
      await laptop.upload(CONTRACT, { lines: log.lines.slice(0, 1), disclosures: log.disclosures });
    for (const [sha256, bytes] of log.pictures) await sendPicture(laptop, CONTRACT, sha256, bytes);
    const from = Math.max(1, sent);
    // What was destroyed before it was sent is told to nobody.
    const disclosures = log.lines.map((_, n) =>
      log.held.filter(({ index }) => index === n).map(({ text }) => text),
    );
    const results =
      from < log.lines.length ? await laptop.upload(CONTRACT, { lines: log.lines, disclosures }, from) : [];
    const refused = results.find(({ outcome }) => outcome !== 'kept');
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
    sent = log.lines.length;
    return results;
  };
  const client = async () => {
    const { link } = await laptop.ask('invite', { params, body: { name: '' } });
    return made.joinBy(link, 'Clara');
  };
  log.addKey(made.server.parts.key, 'server', SLOT * 1000 - 50_000);
  return { ...made, freelancer, laptop, log, params, upload, client };
}

async function sendPicture(device: DeviceCaller, contract: ContractId, sha256: string, bytes: Uint8Array) {
  const query = { offset: 0, size: bytes.length };
  return device.ask('pictureSend', { params: { contract, sha256 }, query, body: bytes });
}
