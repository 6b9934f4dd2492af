/**
 * `minutier-verify`: reads the arguments and the small files, checks the bundle, says what came of it. SPEC: VF6.
 * Promises: whatever it is given, it ends with 0, 1 or 2 and says why; nothing is written and nobody is asked.
 */
import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exitCodeOf } from '../../domain/finding';
import { type Parsed, parsed, refused } from '../../domain/parsed';
import { DEFAULT_POLICY, type Policy, readPolicy, readTrust, type Trust } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { jsonReport } from '../json-report';
import { textReport } from '../text-report';
import { filled, LANGUAGES, type Language, plain, TEXTS, type Values } from '../texts';
import { type FileSource, openFileSource } from './file-source';
import { nodeCrypto } from './node-crypto';
import { checkpointIn } from './seen';

/** Where it speaks. Lines of progress go where people look, and only if a person does. */
export interface Voice {
  out(text: string): void;
  err(text: string): void;
  isWatched: boolean;
}

export type ExitCode = 0 | 1 | 2;

/** Bytes of a trust or policy file: 100 checkpoints of the largest size fit. */
const SMALL_FILE_MAX = 8 << 20;
/** Heads that were seen earlier, as many as a trust file may have. */
const SEEN_MAX = 100;
const NO_TRUST: Trust = { format: 'minutier-trust-1', keys: [], checkpoints: [] };

export async function run(args: readonly string[], version: string, voice: Voice): Promise<ExitCode> {
  const asked = argumentsOf(args);
  if (!asked.ok) return complain(voice, asked.why);
  const { bundle, trust, policy, seen, json, language, help, wantsVersion } = asked.value;
  const texts = TEXTS[language ?? 'en'].command;
  if (help) voice.out(`${texts.help}\n`);
  else if (wantsVersion) voice.out(`minutier-verify ${version}\n`);
  if (help || wantsVersion) return 0;
  if (bundle === null) return complain(voice, texts.noBundle);

  const [trusted, wanted] = [
    await withSeen(trust === null ? parsed(NO_TRUST) : await trustFrom(trust, texts), seen, texts),
    policy === null ? parsed(DEFAULT_POLICY) : await policyFrom(policy, texts),
  ];
  if (!trusted.ok) return complain(voice, trusted.why);
  if (!wanted.ok) return complain(voice, wanted.why);

  const source = await opened(bundle);
  if (!source.ok) {
    complain(voice, filled(texts.bundleUnreadable, { path: plain(bundle), why: source.why }));
    return 1;
  }
  const { value: file } = source;
  try {
    const progress = voice.isWatched ? progressOn(voice, texts.progress) : undefined;
    const outcome = await verify(file, trusted.value, wanted.value, nodeCrypto(), progress);
    if (progress !== undefined) voice.err('\r\u001b[K');
    voice.out(json ? jsonReport(outcome, language) : textReport(outcome, language ?? 'en'));
    if (trust === null) voice.err(`${texts.noTrust}\n`);
    return exitCodeOf(outcome.verdict);
  } finally {
    await file.close();
  }
}

interface Asked {
  bundle: string | null;
  trust: string | null;
  policy: string | null;
  /** Earlier bundles. */
  seen: readonly string[];
  json: boolean;
  /** Null: not said. */
  language: Language | null;
  help: boolean;
  wantsVersion: boolean;
}

function argumentsOf(args: readonly string[]): Parsed<Asked> {
  const english = TEXTS.en.command;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        trust: { type: 'string' },
        policy: { type: 'string' },
        seen: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        lang: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const language = LANGUAGES.find((one) => one === values.lang) ?? null;
    if (values.lang !== undefined && language === null) return refused(english.badLanguage);
    if (positionals.length > 1) return refused(TEXTS[language ?? 'en'].command.oneBundle);
    return parsed({
      bundle: positionals[0] ?? null,
      trust: values.trust ?? null,
      policy: values.policy ?? null,
      seen: values.seen,
      json: values.json,
      language,
      help: values.help,
      wantsVersion: values.version,
    });
  } catch (error) {
    // Node's own sentence names the option that it does not know.
    return refused(filled(english.badArgument, { why: plain(reasonOf(error)) }));
  }
}

function complain(voice: Voice, why: string): ExitCode {
  voice.err(`minutier-verify: ${why}\n`);
  return 2;
}

type CommandTexts = (typeof TEXTS)['en']['command'];

function trustFrom(path: string, texts: CommandTexts): Promise<Parsed<Trust>> {
  return smallFile(path, readTrust, texts.trustUnreadable, texts.trustForm, texts);
}

/** What the earlier bundles say of the log is taken for seen, as what the trust file says is. */
async function withSeen(
  trust: Parsed<Trust>,
  paths: readonly string[],
  texts: CommandTexts,
): Promise<Parsed<Trust>> {
  if (!trust.ok) return trust;
  const checkpoints = [...trust.value.checkpoints];
  if (checkpoints.length + paths.length > SEEN_MAX) return refused(filled(texts.seenMany, { max: SEEN_MAX }));
  for (const path of paths) {
    const source = await opened(path);
    if (!source.ok) return refused(filled(texts.seenUnreadable, { path: plain(path), why: source.why }));
    const checkpoint = await checkpointIn(source.value).finally(() => source.value.close());
    if (checkpoint === null) return refused(filled(texts.seenForm, { path: plain(path) }));
    checkpoints.push(checkpoint);
  }
  return parsed({ ...trust.value, checkpoints });
}

function policyFrom(path: string, texts: CommandTexts): Promise<Parsed<Policy>> {
  return smallFile(path, readPolicy, texts.policyUnreadable, texts.policyForm, texts);
}

/** A file that a person wrote: UTF-8, a mark of the order of bytes before it does no harm. */
async function smallFile<T>(
  path: string,
  read: (text: string) => Parsed<T, 'json' | 'schema'>,
  unreadable: string,
  otherForm: string,
  texts: CommandTexts,
): Promise<Parsed<T>> {
  const because = (text: string, values: Values) => refused(filled(text, { path: plain(path), ...values }));
  try {
    const { size } = await stat(path);
    if (size > SMALL_FILE_MAX) {
      return because(unreadable, { why: filled(texts.tooLarge, { max: SMALL_FILE_MAX }) });
    }
    const value = read(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)));
    if (value.ok) return value;
    return because(otherForm, { why: value.why === 'json' ? texts.notJson : texts.notSchema });
  } catch (error) {
    return because(unreadable, { why: plain(reasonOf(error)) });
  }
}

async function opened(path: string): Promise<Parsed<FileSource>> {
  try {
    return parsed(await openFileSource(path));
  } catch (error) {
    return refused(plain(reasonOf(error)));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One line that is written over, at most once a percent. */
function progressOn(voice: Voice, text: string): (done: number, total: number) => void {
  let said = -1;
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    if (percent === said) return;
    said = percent;
    voice.err(`\r${filled(text, { percent })}`);
  };
}
