/** What every `ThreadStore` and `SentMails` of the server must do, whatever it is made of. */
import { describe, expect, test } from 'vitest';
import { LeafSchema } from '../../domain/entry';
import { ContractIdSchema } from '../../domain/ids';
import { AccountIdSchema } from '../../domain/protocol-shared';
import type { SentMails } from '../../server/mail/sent-mails';
import type { ThreadStore } from '../../server/review/thread-store';

export interface TalkStores {
  threads: ThreadStore;
  mails: SentMails;
  /** The same data through new stores, as after a restart without a clean end. */
  restarted(): Pick<TalkStores, 'threads' | 'mails'>;
}

const CONTRACT = ContractIdSchema.parse('11111111-1111-4111-8111-111111111111');
const OTHER = ContractIdSchema.parse('22222222-2222-4222-8222-222222222222');
const CLEO = AccountIdSchema.parse('44444444-4444-4444-8444-444444444444');
const FRAN = AccountIdSchema.parse('55555555-5555-4555-8555-555555555555');
const ONE = LeafSchema.parse(`${'A'.repeat(42)}A`);
const TWO = LeafSchema.parse(`${'B'.repeat(42)}A`);

const asked = { at: 1_000_000, account: CLEO, role: 'client', text: 'What was this?' } as const;
const answered = { at: 2_000_000, account: FRAN, role: 'freelancer', text: 'Chapter two.' } as const;

export function serverTalkStoreContract(name: string, setUp: () => TalkStores): void {
  describe(`the contract of the server's threads and mails: ${name}`, () => {
    test('[SV69] what was said is read in its order, the thread that was last said in first, after a restart too', async () => {
      const subject = setUp();
      await subject.threads.say(CONTRACT, ONE, asked);
      await subject.threads.flag(CONTRACT, TWO, { account: CLEO, at: 1_500_000 }, true);
      await subject.threads.say(CONTRACT, ONE, answered);
      for (const { threads } of [subject, subject.restarted()]) {
        expect(await threads.threads(CONTRACT)).toEqual([
          { leaf: ONE, flagged: false, messages: [asked, answered], lastAt: 2_000_000 },
          { leaf: TWO, flagged: true, messages: [], lastAt: 1_500_000 },
        ]);
        expect(await threads.threads(OTHER)).toEqual([]);
        expect(await threads.thread(CONTRACT, ONE)).toMatchObject({ messages: [asked, answered] });
        expect(await threads.thread(OTHER, ONE)).toEqual({
          leaf: ONE,
          flagged: false,
          messages: [],
          lastAt: 0,
        });
      }
    });

    test('[SV69] the same words within a minute are one message, later ones, other ones and others’ are not', async () => {
      const { threads } = setUp();
      await threads.say(CONTRACT, ONE, asked);
      await threads.say(CONTRACT, ONE, { ...asked, at: asked.at + 59_999 });
      await threads.say(CONTRACT, ONE, { ...asked, at: asked.at + 60_000 });
      await threads.say(CONTRACT, ONE, { ...asked, text: 'And this?' });
      await threads.say(CONTRACT, ONE, { ...asked, account: FRAN, role: 'freelancer' });
      await threads.say(CONTRACT, TWO, asked);
      expect((await threads.thread(CONTRACT, ONE)).messages).toHaveLength(4);
      expect((await threads.thread(CONTRACT, TWO)).messages).toHaveLength(1);
    });

    test('[SV69] a flag that is raised twice is one, and lowered it is none', async () => {
      const { threads } = setUp();
      await threads.flag(CONTRACT, ONE, { account: CLEO, at: 1 }, true);
      await threads.flag(CONTRACT, ONE, { account: CLEO, at: 9 }, true);
      expect(await threads.thread(CONTRACT, ONE)).toMatchObject({ flagged: true, lastAt: 1 });
      await threads.flag(OTHER, ONE, { account: CLEO, at: 9 }, false);
      expect(await threads.thread(CONTRACT, ONE)).toMatchObject({ flagged: true });
      for (let times = 0; times < 2; times++)
        await threads.flag(CONTRACT, ONE, { account: CLEO, at: 9 }, false);
      expect(await threads.threads(CONTRACT)).toEqual([]);
    });

    test('[SV71] a mail that was sent is known, after a restart too, and keeping it twice is keeping it', async () => {
      const subject = setUp();
      expect(await subject.mails.has('a')).toBe(false);
      await subject.mails.keep('a', CLEO, 1);
      await subject.mails.keep('a', CLEO, 2);
      for (const { mails } of [subject, subject.restarted()]) {
        expect(await mails.has('a')).toBe(true);
        expect(await mails.has('b')).toBe(false);
      }
    });
  });
}
