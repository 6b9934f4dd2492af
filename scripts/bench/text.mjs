/**
 * A screen full of text that is known: the same words at every run, as an article in three columns that a browser
 * shows at its default size, and how much of it a picture still tells.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const VOCABULARY =
  'about above account action address after agreement again allow amount answer around article balance because before begin below better between border bottom branch bring build business button cancel careful carry center change charge check choice clear client close column comment common compare complete contract control copy corner correct count create current daily date decide default deliver describe design detail different direct display document double draft early edit effort empty enough entry error even event every example exchange expect explain extra field figure file filter final find first follow form forward freelance front future general give good group guide half handle header height help hidden history hour image important include index input inside invoice issue item journal just keep keyboard label language large last later layout leave left length less letter level light limit line link list little local long lower main make manual margin market matter measure member memo menu message method middle minute missing mobile model month more morning most move name narrow need never next night normal note notice number object offer office often only open option order other over page paper part past payment people period person picture place plain plan please point policy possible press price print private problem product project proof protect public question quick quiet quote rate reach read ready reason record reference region related remain remove repair repeat reply report request result return review right round rule sample save scale screen scroll search second secret section select send separate server service session shape share sheet short show side sign signal simple single size slice small smooth sound source space special stand start state station status still stop store story street string strong style submit such summary switch system table task team template tenth term text thank theme thing think thousand through ticket time title today together total touch track transfer translate travel tree true trust turn type under unit until update upload upper usage user value version view visible visit wait warning watch water week weight welcome while whole width window wonder word work write year zone'.split(
    ' ',
  );

/** As many as fill a 1080p screen, by its pixels. */
const WORDS_PER_PIXEL = 1_050 / (1_920 * 1_080);

/** A linear congruential generator: which words follow is of no matter, that they are the same ones is. */
function* numbers(seed = 20_261_123) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/**
 * The same text for the same size.
 * @param {number} pixels of the page, as its style sheet counts them
 * @returns {string[]} paragraphs of sentences
 */
export function knownText(pixels) {
  const random = numbers();
  const next = () => random.next().value ?? 0;
  const word = () => VOCABULARY[Math.floor(next() * VOCABULARY.length)] ?? '';
  const sentence = () => {
    const [first = '', ...rest] = Array.from({ length: 7 + Math.floor(next() * 8) }, word);
    return `${first.charAt(0).toUpperCase()}${first.slice(1)} ${rest.join(' ')}.`;
  };
  /** @type {string[]} */
  const made = [];
  for (let words = 0; words < pixels * WORDS_PER_PIXEL; ) {
    const paragraph = Array.from({ length: 4 + Math.floor(next() * 3) }, sentence).join(' ');
    made.push(paragraph);
    words += paragraph.split(' ').length;
  }
  return made;
}

/** A page whose title says when it and its font are on the screen. */
export function textPage(/** @type {readonly string[]} */ text) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Loading</title>
    <style>
      body { margin: 0; padding: 24px 32px; background: #fff; color: #1a1a1a; font: 16px/1.45 'DejaVu Sans', sans-serif; }
      main { columns: 3; column-gap: 40px; }
      p { margin: 0 0 12px; }
    </style>
    <script>
      addEventListener('load', () => document.fonts.ready.then(() => { document.title = 'Text'; }));
    </script>
  </head>
  <body><main>${text.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}</main></body>
</html>
`;
}

/**
 * Share of the known words that OCR finds in an image file, each word as often as it is there.
 * @param {readonly string[]} text
 * @param {string} file
 */
export async function wordsRead(text, file) {
  const { stdout } = await run('tesseract', [file, 'stdout', '-l', 'eng'], {
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    maxBuffer: 16 << 20,
  });
  return shareOf(wordsOf(text.join(' ')), wordsOf(stdout));
}

/** @returns {string[]} */
function wordsOf(/** @type {string} */ text) {
  return text.toLowerCase().match(/[a-z]+/g) ?? [];
}

/**
 * @param {readonly string[]} known
 * @param {readonly string[]} read
 */
export function shareOf(known, read) {
  /** @type {Map<string, number>} */
  const left = new Map();
  for (const word of read) left.set(word, (left.get(word) ?? 0) + 1);
  const found = known.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count > 0;
  });
  return found.length / known.length;
}
