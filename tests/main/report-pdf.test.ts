/** report.pdf as it comes out of a real Electron, read by poppler: pages, bookmarks, text, pictures, and the same bytes twice. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reported } from '../../domain/report-json';
import { makeReportPdf, PICTURES_PRINTED } from '../../electron/main/report-pdf';
import type { BundleLog } from '../support/bundle-log';
import { openPrinter, type Printer } from '../support/printer';
import { LONG_MEMO, reportedOf, reportLog } from '../support/report-log';
import { solidWebp } from '../support/solid-webp';
import { tempFolder } from '../support/temp-folder';

const run = promisify(execFile);
const NEVER = new AbortController().signal;

let printer: Printer;
let log: BundleLog;
let reported: Reported;

beforeAll(async () => {
  printer = await openPrinter();
  log = reportLog({ days: 2 });
  reported = await reportedOf(log, { note: 'The call was by telephone.' });
}, 120_000);
afterAll(() => printer?.close());

async function pdfOf(
  change: Partial<Reported['manifest']> = {},
  picture = async (sha256: string) => log.pictures.get(sha256) ?? null,
): Promise<Uint8Array> {
  const manifest = { ...reported.manifest, ...change };
  return makeReportPdf({ ...reported, manifest, picture }, { print: printer.print }, NEVER);
}

/** What poppler's tool says of the file. */
async function poppler(tool: string, pdf: Uint8Array, ...options: string[]): Promise<string> {
  const file = join(tempFolder(), 'report.pdf');
  writeFileSync(file, pdf);
  const output = tool === 'pdftotext' ? ['-'] : [];
  const { stdout, stderr } = await run(tool, [...options, file, ...output], { maxBuffer: 2 ** 28 });
  expect(stderr).toBe('');
  return stdout;
}

const LANGUAGES = [
  {
    language: 'en',
    title: 'Record of work · The book',
    sections: ['Contract and terms', 'Time by week', 'Protection', 'Day by day', 'Findings', 'Fingerprints'],
    day: 'Monday, 9 November 2026',
    verdict: 'Proven: nothing was altered',
  },
  {
    language: 'fr',
    title: 'Relevé de travail · The book',
    sections: [
      'Contrat et conditions',
      'Le temps par semaine',
      'Protection',
      'Jour par jour',
      'Constats',
      'Empreintes',
    ],
    day: 'Lundi 9 novembre 2026',
    verdict: 'Prouvé\u00a0: rien n’a été modifié',
  },
] as const;

describe.each(LANGUAGES)('report.pdf in $language', ({ language, title, sections, day, verdict }) => {
  let pdf: Uint8Array;
  beforeAll(async () => {
    pdf = await pdfOf({ language });
  }, 60_000);

  it('[VF10] is A4, titled, tagged, without scripts, and says its dates by the record', async () => {
    const info = await poppler('pdfinfo', pdf, '-isodates');
    expect(info).toMatch(new RegExp(`Title: +${title}`));
    expect(info).toMatch(/Page size: .*\(A4\)/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(/JavaScript: +no/);
    // The deletions of that day were the last entries; the newest segment was sealed before them.
    expect(info).toMatch(/CreationDate: +2026-11-10T/);
  });

  it('[VF10] numbers its pages, each of all', async () => {
    const pages = (await poppler('pdftotext', pdf)).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(4);
    for (const [at, page] of pages.entries()) expect(page).toContain(`${at + 1} / ${pages.length}`);
  });

  it('[VF10] has bookmarks for its sections and days', async () => {
    // Titles in the outline are UTF-16 or plain; as text both are in the list of the file's structure.
    const outline = outlineOf(pdf);
    for (const section of [...sections, day, verdict]) expect(outline).toContain(section);
  });

  it('[VF10] has text that can be selected, whole memos among it', async () => {
    const text = (await poppler('pdftotext', pdf, '-raw')).replace(/\s+/g, ' ');
    expect(text).toContain(verdict.replace('\u00a0', ' '));
    expect(text).toContain('<script>alert("memo")</script> & <b>bold</b>');
    // A word that is wider than its column is broken, never cut.
    expect(text.replaceAll(' ', '')).toContain(LONG_MEMO.replaceAll(' ', ''));
  });

  it('[VF10] puts nothing outside of its margins', async () => {
    const boxes = await poppler('pdftotext', pdf, '-bbox');
    const words = [
      ...boxes.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">/g),
    ];
    expect(words.length).toBeGreaterThan(1000);
    for (const [, xMin, yMin, xMax, yMax] of words) {
      expect(Number(xMin)).toBeGreaterThan(25);
      expect(Number(xMax)).toBeLessThan(595.92 - 25);
      expect(Number(yMin)).toBeGreaterThan(25);
      expect(Number(yMax)).toBeLessThan(842.88 - 10);
    }
  });

  it('[VF10] holds the pictures as small JPEG', async () => {
    const images = (await poppler('pdfimages', pdf, '-list')).trim().split('\n').slice(2);
    // One for each segment that shows one; two were deleted, of one the picture was.
    expect(images.length).toBe(2 * 45 - 3);
    for (const line of images) expect(line).toMatch(/ 240 +135 .* jpeg /);
  });

  it('[BU7] is the same bytes when it is made again', async () => {
    expect(Buffer.from(await pdfOf({ language })).equals(Buffer.from(pdf))).toBe(true);
  }, 60_000);
});

describe('report.pdf', () => {
  it('[VF10] tells where a picture cannot be read', async () => {
    const text = await poppler('pdftotext', await pdfOf({}, async () => null));
    expect(text).toContain('no preview');
    const damaged = await poppler('pdftotext', await pdfOf({}, async () => new Uint8Array([1, 2, 3])));
    expect(damaged).toContain('no preview');
  }, 60_000);

  it('[VF10] prints no more pictures than it says, and says how many are left to the bundle', async () => {
    const long = reportLog({ days: 24, plain: true });
    const scope = { ...reported.manifest.scope, to: reported.manifest.scope.from + 35 * 86_400 };
    const own = await reportedOf(long, { scope });
    let asked = 0;
    const picture = async () => {
      asked += 1;
      return solidWebp(480, 270, [asked % 256, 90, 120]);
    };
    const steps: number[] = [];
    const progress = (done: number) => steps.push(done);
    let html = '';
    const print = async (page: string, footer: string) => {
      html = page;
      return printer.print(page, footer);
    };
    const pdf = await makeReportPdf({ ...own, picture }, { print, progress }, NEVER);
    expect(asked).toBe(PICTURES_PRINTED);
    expect(steps.at(-1)).toBe(PICTURES_PRINTED);
    expect(html.match(/<img /g)).toHaveLength(PICTURES_PRINTED);
    const text = (await poppler('pdftotext', pdf)).replace(/\s+/g, ' ');
    expect(text).toContain('shows the first 1,000 pictures of the period. 80 more are in the bundle');
  }, 120_000);

  it('[VF10] stops where it is called off', async () => {
    const controller = new AbortController();
    const picture = async () => {
      controller.abort(new Error('called off'));
      return null;
    };
    const made = makeReportPdf({ ...reported, picture }, { print: printer.print }, controller.signal);
    await expect(made).rejects.toThrow('called off');
  });
});

/** The titles of the outline, as the file has them: PDF strings, plain or UTF-16 in hex. */
function outlineOf(pdf: Uint8Array): string[] {
  const file = Buffer.from(pdf).toString('latin1');
  return [...file.matchAll(/<<\/Title (?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f]+)>)/g)].map(([, plain, hex]) =>
    hex === undefined
      ? (plain ?? '').replace(/\\(.)/g, '$1')
      : Buffer.from(hex, 'hex').subarray(2).swap16().toString('utf16le'),
  );
}
