/** The texts: every code that main can send has its words, and French is set as French is. */
import { describe, expect, it } from 'vitest';
import { FailureSchema, NoticeSchema } from '../../electron/contract';
import clientFr from '../../src/locales/client.fr.json';
import en from '../../src/locales/en.json';
import fr from '../../src/locales/fr.json';
import reportFr from '../../src/locales/report.fr.json';
import serverFr from '../../src/locales/server.fr.json';

describe('the texts', () => {
  it('[UI14] every notice has its words in the window and on the desktop', () => {
    for (const id of NoticeSchema.shape.id.options) {
      for (const texts of [en, fr]) {
        expect(texts.notice[id].title).not.toBe('');
        expect(texts.notification[id].title).not.toBe('');
      }
    }
    expect(Object.keys(en.notice).sort()).toEqual([...NoticeSchema.shape.id.options].sort());
  });

  it('[UI16] every failure says what happened, what was kept and what to do', () => {
    for (const code of FailureSchema.shape.code.options) {
      for (const texts of [en, fr]) {
        expect(texts.error[code].title).not.toBe('');
        expect(texts.error[code].body.length).toBeGreaterThan(20);
      }
    }
  });

  it('[UI1] French has its own spaces before double signs and in guillemets, and round apostrophes', () => {
    const wrong = strings({ fr, reportFr, clientFr, serverFr }).filter(
      (text) =>
        / [:;!?»%]/.test(text) ||
        /« /.test(text) ||
        /[a-zà-ÿ][;!?]/i.test(text) ||
        /'/.test(text) ||
        /\.\.\./.test(text),
    );
    expect(wrong).toEqual([]);
  });

  it('[UI1] French says "vous"', () => {
    // Not by \b, which takes the ê of "êtes" for the end of a word.
    const familiar = /(?<!\p{L})(tu|ton|tes|toi)(?!\p{L})/iu;
    expect(strings({ fr, reportFr, clientFr, serverFr }).filter((text) => familiar.test(text))).toEqual([]);
  });
});

type Tree = { [key: string]: string | Tree };

function strings(tree: Tree): string[] {
  return Object.values(tree).flatMap((value) => (typeof value === 'string' ? value : strings(value)));
}
