/** What the page asks for: the bundle, whose key is trusted, what is demanded. The files are read here, by nobody else. */
import { readKeyText } from '../../domain/fingerprint';
import type { Parsed } from '../../domain/parsed';
import { DEFAULT_POLICY, type Policy, readPolicy, readTrust, type Trust } from '../../domain/trust';
import { sha256 } from '../sha256';
import { type Language, TEXTS } from '../texts';
import { button, el } from './dom';

/** A file that a person writes is small. */
const SMALL_FILE_MAX = 8 << 20;

/** What was chosen so far; kept while the language changes. */
export interface Chosen {
  bundle: File | null;
  keyText: string;
  trust: File | null;
  policy: File | null;
}

export const NOTHING_CHOSEN: Chosen = { bundle: null, keyText: '', trust: null, policy: null };

export type Wrong = 'keyBad' | 'trustBad' | 'policyBad';

/** The trust and policy that were chosen, or which of them is none. */
export async function readChosen(
  { keyText, trust, policy }: Chosen,
  language: Language,
): Promise<{ ok: true; trust: Trust; policy: Policy } | { ok: false; wrong: Wrong }> {
  const told = trust === null ? NO_TRUST : await readSmall(trust, readTrust);
  if (told === null) return { ok: false, wrong: 'trustBad' };
  const wanted = policy === null ? DEFAULT_POLICY : await readSmall(policy, readPolicy);
  if (wanted === null) return { ok: false, wrong: 'policyBad' };
  const text = keyText.trim();
  if (text === '') return { ok: true, trust: told, policy: wanted };
  const key = readKeyText(text, sha256);
  if (key === null) return { ok: false, wrong: 'keyBad' };
  const typed = { role: 'freelancer', name: TEXTS[language].page.keyName, key: key.x } as const;
  return { ok: true, trust: { ...told, keys: [...told.keys, typed] }, policy: wanted };
}

const NO_TRUST: Trust = { format: 'minutier-trust-1', keys: [], checkpoints: [] };

async function readSmall<T>(
  file: File,
  read: (text: string) => Parsed<T, 'json' | 'schema'>,
): Promise<T | null> {
  if (file.size > SMALL_FILE_MAX) return null;
  try {
    const value = read(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()));
    return value.ok ? value.value : null;
  } catch {
    return null;
  }
}

export interface FormEvents {
  chosen(change: Partial<Chosen>): void;
  check(): void;
}

export function formView(
  chosen: Chosen,
  wrong: Wrong | null,
  language: Language,
  events: FormEvents,
): HTMLElement {
  const texts = TEXTS[language].page;
  const keyInput = el('input', {
    id: 'key',
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    value: chosen.keyText,
    placeholder: 'minutier-key-1:…',
    'aria-describedby': wrong === 'keyBad' ? 'key-hint key-wrong' : 'key-hint',
    'aria-invalid': wrong === 'keyBad' ? 'true' : 'false',
  });
  keyInput.addEventListener('input', () => events.chosen({ keyText: keyInput.value }));
  const form = el(
    'form',
    { class: 'form', novalidate: true },
    el(
      'section',
      { class: 'drop', 'data-drop': true },
      el('h2', {}, texts.bundle),
      el('p', { class: 'hint' }, texts.bundleHint),
      fileField('bundle', texts.zip, chosen.bundle, '.zip', language, null, (bundle) =>
        events.chosen({ bundle }),
      ),
    ),
    el(
      'section',
      {},
      el('h2', {}, texts.trust),
      el('p', { class: 'hint' }, texts.trustHint),
      el('label', { for: 'key' }, texts.keyText),
      keyInput,
      el('p', { class: 'hint', id: 'key-hint' }, texts.keyHint),
      wrong === 'keyBad' && complaint('key-wrong', texts.keyBad),
      fileField(
        'trust',
        texts.trustFile,
        chosen.trust,
        '.json',
        language,
        wrong === 'trustBad' ? texts.trustBad : null,
        (trust) => events.chosen({ trust }),
      ),
      fileField(
        'policy',
        texts.policyFile,
        chosen.policy,
        '.json',
        language,
        wrong === 'policyBad' ? texts.policyBad : null,
        (policy) => events.chosen({ policy }),
      ),
    ),
    el('button', { type: 'submit', class: 'primary', disabled: chosen.bundle === null }, texts.check),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    events.check();
  });
  return form;
}

function complaint(id: string, text: string): HTMLElement {
  return el('p', { class: 'wrong', id, role: 'alert' }, text);
}

/** The browser speaks its own language on a file button: ours says what it is for, and the chosen name stands beside. */
function fileField(
  id: string,
  label: string,
  file: File | null,
  accept: string,
  language: Language,
  wrong: string | null,
  chosen: (file: File | null) => void,
): HTMLElement {
  const texts = TEXTS[language].page;
  const input = el('input', {
    id,
    type: 'file',
    accept,
    class: 'file',
    'aria-label': label,
    ...(wrong === null ? {} : { 'aria-invalid': 'true', 'aria-describedby': `${id}-wrong` }),
  });
  input.addEventListener('change', () => chosen(input.files?.[0] ?? null));
  return el(
    'div',
    { class: 'field' },
    el('span', { class: 'label', 'aria-hidden': 'true' }, label),
    el(
      'div',
      { class: 'row' },
      input,
      el('label', { for: id, class: 'button', 'aria-hidden': 'true' }, texts.choose),
      file === null ? null : el('span', { class: 'name' }, file.name),
      file === null
        ? null
        : button(texts.remove, () => chosen(null), { 'aria-label': `${texts.remove}: ${file.name}` }),
    ),
    wrong !== null && complaint(`${id}-wrong`, wrong),
  );
}
