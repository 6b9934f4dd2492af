/** Threads and sent mails, in memory and on SQLite, held to one contract. */
import { openSentMails, type SentMails } from '../../server/mail/sent-mails';
import { type Message, openThreadStore, type ThreadStore } from '../../server/review/thread-store';
import { openServerDatabase } from '../../server/store/database';
import { serverTalkStoreContract } from '../contracts/server-talk-store';
import { tempFolder } from '../support/temp-folder';

serverTalkStoreContract('in memory', () => {
  const stores = { threads: memoryThreads(), mails: memoryMails() };
  return { ...stores, restarted: () => stores };
});

serverTalkStoreContract('on SQLite', () => {
  const folder = tempFolder();
  const open = () => {
    const opened = openServerDatabase(folder);
    if (opened.outcome !== 'opened') throw new Error(opened.outcome);
    const { sqlite } = opened.database;
    return { threads: openThreadStore(sqlite), mails: openSentMails(sqlite) };
  };
  return { ...open(), restarted: open };
});

/** What the contract asks for, in as few words as it takes. */
function memoryThreads(): ThreadStore {
  const said: { place: string; leaf: Parameters<ThreadStore['say']>[1]; message: Message }[] = [];
  const flags = new Map<string, { leaf: Parameters<ThreadStore['say']>[1]; at: number }>();
  const thread: ThreadStore['thread'] = async (contract, leaf) => {
    const place = `${contract} ${leaf}`;
    const messages = said.filter((one) => one.place === place).map(({ message }) => message);
    const flag = flags.get(place);
    const lastAt = Math.max(flag?.at ?? 0, ...messages.map(({ at }) => at));
    return { leaf, flagged: flag !== undefined, messages, lastAt };
  };
  return {
    thread,
    async threads(contract) {
      const places = [...said, ...[...flags].map(([place, { leaf }]) => ({ place, leaf }))];
      const leaves = new Set(
        places.filter(({ place }) => place.startsWith(contract)).map(({ leaf }) => leaf),
      );
      const all = await Promise.all([...leaves].map((leaf) => thread(contract, leaf)));
      return all.sort((a, b) => b.lastAt - a.lastAt);
    },
    async say(contract, leaf, message) {
      const place = `${contract} ${leaf}`;
      const isSame = said.some(
        ({ place: where, message: { account, text, at } }) =>
          where === place && account === message.account && text === message.text && at > message.at - 60_000,
      );
      if (!isSame) said.push({ place, leaf, message });
    },
    async flag(contract, leaf, { at }, flagged) {
      const place = `${contract} ${leaf}`;
      if (!flagged) flags.delete(place);
      else if (!flags.has(place)) flags.set(place, { leaf, at });
    },
  };
}

function memoryMails(): SentMails {
  const keys = new Set<string>();
  return {
    has: async (key) => keys.has(key),
    async keep(key) {
      keys.add(key);
    },
  };
}
