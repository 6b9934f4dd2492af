/** The page: what was chosen, the check under way, what came of it. One state, drawn anew when it changes. */
import './no-eval';
import { LANGUAGES, type Language, TEXTS } from '../texts';
import CheckWorker from './check-worker?worker&inline';
import { Checker } from './checker';
import { button, el } from './dom';
import { type Chosen, formView, NOTHING_CHOSEN, readChosen, type Wrong } from './form';
import type { View } from './messages';
import './page.css';
import { resultView } from './result';

type State =
  | { step: 'choose'; wrong: Wrong | null; failed: 'failed' | 'cannot' | null }
  | { step: 'checking'; checker: Checker }
  | { step: 'done'; checker: Checker; view: View };

const page = document.getElementById('page');
if (page === null) throw new Error('broken invariant: the page has its element');

let language: Language = preferred(navigator.languages);
let chosen: Chosen = NOTHING_CHOSEN;
let state: State = { step: 'choose', wrong: null, failed: null };

draw();
takeDrops();

function preferred(all: readonly string[]): Language {
  for (const tag of all) {
    const known = LANGUAGES.find((one) => tag.toLowerCase().split('-')[0] === one);
    if (known !== undefined) return known;
  }
  return 'en';
}

function draw(focus?: string): void {
  const texts = TEXTS[language].page;
  document.documentElement.lang = language;
  document.title = texts.title;
  page?.replaceChildren(
    el(
      'header',
      {},
      el('h1', {}, texts.title),
      el(
        'div',
        { role: 'group', 'aria-label': texts.language, class: 'languages' },
        ...LANGUAGES.map((one) =>
          button(
            one.toUpperCase(),
            () => {
              language = one;
              draw(`language-${one}`);
            },
            { id: `language-${one}`, lang: one, 'aria-pressed': String(one === language) },
          ),
        ),
      ),
    ),
    el('main', {}, el('p', { class: 'intro' }, texts.intro), ...stepView()),
  );
  if (focus !== undefined) document.getElementById(focus)?.focus();
}

function stepView(): HTMLElement[] {
  const texts = TEXTS[language].page;
  switch (state.step) {
    case 'choose': {
      const { failed, wrong } = state;
      return [
        ...(failed === null ? [] : [el('p', { class: 'wrong', role: 'alert' }, texts[failed])]),
        formView(chosen, wrong, language, { chosen: choose, check: () => void check() }),
      ];
    }
    case 'checking':
      return [
        el(
          'section',
          { class: 'checking' },
          el('label', { for: 'progress', role: 'status' }, texts.checking),
          el('progress', { id: 'progress', max: '1' }),
          button(texts.cancel, again, { id: 'cancel' }),
        ),
      ];
    case 'done': {
      const { checker, view } = state;
      const events = {
        day: (day: number) => checker.day(day),
        picture: (sha256: string) => checker.picture(sha256),
      };
      return [resultView(view, language, events), button(texts.again, again)];
    }
  }
}

function choose(change: Partial<Chosen>): void {
  chosen = { ...chosen, ...change };
  // The key is typed: its field must not be drawn anew under the fingers.
  if (change.keyText !== undefined) return;
  state = { step: 'choose', wrong: null, failed: null };
  draw(Object.keys(change)[0]);
}

async function check(): Promise<void> {
  const { bundle } = chosen;
  if (bundle === null) return;
  const read = await readChosen(chosen, language);
  if (!read.ok) {
    state = { step: 'choose', wrong: read.wrong, failed: null };
    return draw(FIELD_OF[read.wrong]);
  }
  const { trust, policy } = read;
  const checker = new Checker(new CheckWorker(), { bundle, trust, policy }, progress, (end) => {
    if (end.type === 'outcome') {
      state = { step: 'done', checker, view: end.view };
      return draw('verdict');
    }
    checker.stop();
    state = { step: 'choose', wrong: null, failed: end.type };
    draw();
  });
  state = { step: 'checking', checker };
  draw('cancel');
}

const FIELD_OF = { keyBad: 'key', trustBad: 'trust', policyBad: 'policy' } as const satisfies Record<
  Wrong,
  string
>;

function progress(done: number, total: number): void {
  const bar = document.getElementById('progress');
  if (bar instanceof HTMLProgressElement) bar.value = total === 0 ? 1 : done / total;
}

function again(): void {
  if (state.step !== 'choose') state.checker.stop();
  state = { step: 'choose', wrong: null, failed: null };
  draw('bundle');
}

/** A file that is dropped anywhere is the bundle; a browser would otherwise leave the page and show it. */
function takeDrops(): void {
  for (const type of ['dragover', 'drop'] as const) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      const bundle = type === 'drop' ? event.dataTransfer?.files[0] : undefined;
      if (bundle === undefined || state.step === 'checking') return;
      again();
      choose({ bundle });
    });
  }
}
