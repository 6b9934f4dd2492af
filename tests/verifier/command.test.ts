/** `minutier-verify` as it is built, in a real process of plain Node, away from the project and its packages. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { slotStart } from '../../domain/week';
import { VERIFY_COMMAND } from '../../scripts/lib/verifier.mjs';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { BundleLog } from '../support/bundle-log';
import { bundleOf, changed, filesOf, sourceOf, trustOf, zipOf } from '../support/bundles';
import { CONTRACT, SLOT, testKey } from '../support/evidence';
import { builtVerifier, runVerifier } from '../support/verifier';

const folder = mkdtempSync(join(tmpdir(), 'minutier-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const trust = trustOf({ freelancer: [testKey('device')] });

function log(): BundleLog {
  const made = new BundleLog();
  made.segment(SLOT, { pictures: 1 });
  made.segment(SLOT + 600, { pictures: 1 });
  const gone = made.segment(SLOT + 1200);
  made.remove(gone.sealed.leaf, { at: slotStart(SLOT) + 3_000_000 });
  made.manual(SLOT + 86_400);
  return made;
}

const good = bundleOf(log());
const altered = zipOf(changed(filesOf(log()), { 'log/entries.jws': 'nothing\n' }));

beforeAll(async () => {
  await builtVerifier();
  // Alone in a folder: what it needs is in it.
  copyFileSync(VERIFY_COMMAND, path('minutier-verify.mjs'));
  writeFileSync(path('good.zip'), good);
  writeFileSync(path('altered.zip'), altered);
  writeFileSync(path('trust.json'), JSON.stringify(trust));
  writeFileSync(path('policy.json'), JSON.stringify({ format: 'minutier-policy-1', time: 'server' }));
});

const run = (...args: string[]) => runVerifier(args, { command: path('minutier-verify.mjs'), cwd: folder });

describe('[VF6] minutier-verify', () => {
  it('ends with 0 where all is proven, and says what of', async () => {
    const { code, out, err } = await run('good.zip', '--trust', 'trust.json');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^PROVEN\n/);
    expect(out).toContain('The book');
    expect(out).toMatch(/3 segments, 1 deleted/);
    expect(out).toMatch(/VF3 .* device-time/);
    expect(out).toContain('That a human did the work.');
    expect(out).not.toContain('\u001b');
  });

  it('ends with 1 where something is broken, and says what', async () => {
    const { code, out } = await run('altered.zip', '--trust', 'trust.json');
    expect(code).toBe(1);
    expect(out).toMatch(/^BROKEN\n/);
    expect(out).toMatch(/EN2 · .*entry-envelope/);
  });

  it('ends with 2 where nobody is trusted, or more is asked for than there is', async () => {
    const alone = await run('good.zip');
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('--trust')]);
    expect(alone.out).toContain('not-anchored');
    const asked = await run('good.zip', '--trust', 'trust.json', '--policy', 'policy.json');
    expect(asked.code).toBe(2);
    expect(asked.out).toContain('no-server-time');
  });

  it('ends with 1 where the bundle cannot be opened, whatever it is', async () => {
    writeFileSync(path('text.zip'), 'no bundle\n');
    writeFileSync(path('empty.zip'), '');
    for (const bundle of ['text.zip', 'empty.zip', 'absent.zip', '.', '/dev/null']) {
      const { code, out, err } = await run(bundle, '--trust', 'trust.json');
      expect([bundle, code]).toEqual([bundle, 1]);
      expect(out + err).not.toBe('');
      expect(out + err).not.toMatch(/\n\s+at /);
    }
  });

  it('ends with 2 where a trust or policy file cannot be read, and names it', async () => {
    writeFileSync(path('no.json'), '{');
    writeFileSync(path('more.json'), JSON.stringify({ ...trust, extra: 1 }));
    writeFileSync(path('latin.json'), Buffer.from([0x7b, 0xe9, 0x7d]));
    for (const file of ['no.json', 'more.json', 'latin.json', 'absent.json', '.']) {
      for (const option of ['--trust', '--policy']) {
        const { code, out, err } = await run('good.zip', option, file);
        expect([option, file, code, out]).toEqual([option, file, 2, '']);
        expect(err).toContain(file);
        expect(err.split('\n')).toHaveLength(2);
      }
    }
  });

  it('reads a trust file with a mark of the order of bytes before it', async () => {
    writeFileSync(path('marked.json'), `\ufeff${JSON.stringify(trust)}`);
    expect((await run('good.zip', '--trust', 'marked.json')).code).toBe(0);
  });

  it('[LG13] --seen: what an earlier bundle said of the log must still be true', async () => {
    const later = log();
    later.segment(SLOT + 90_000);
    writeFileSync(path('later.zip'), bundleOf(later));
    // The same key, and a segment that was never in the bundle that was seen.
    const rewritten = new BundleLog();
    for (let n = 0; n < 8; n++) rewritten.segment(SLOT + n * 600);
    writeFileSync(path('rewritten.zip'), bundleOf(rewritten));
    const shorter = new BundleLog();
    shorter.segment(SLOT, { pictures: 1 });
    writeFileSync(path('shorter.zip'), bundleOf(shorter));

    const seen = (bundle: string, ...more: string[]) => run(bundle, '--trust', 'trust.json', ...more);
    expect((await seen('rewritten.zip')).code).toBe(0);
    const honest = await seen('later.zip', '--seen', 'good.zip', '--seen', 'shorter.zip');
    expect([honest.code, honest.err]).toEqual([0, '']);
    const other = await seen('rewritten.zip', '--seen', 'shorter.zip', '--seen', 'good.zip');
    expect(other.code).toBe(1);
    expect(other.out).toMatch(/LG13 .*seen-other/);
    const cut = await seen('good.zip', '--seen', 'later.zip');
    expect(cut.code).toBe(1);
    expect(cut.out).toMatch(/LG13 .*seen-cut/);
    // Without anybody who is trusted too.
    expect((await run('rewritten.zip', '--seen', 'good.zip')).out).toMatch(/seen-other/);
  });

  it('ends with 2 where --seen names no earlier bundle, and says which and why', async () => {
    const files = filesOf(log());
    writeFileSync(path('none.zip'), 'no bundle\n');
    writeFileSync(path('headless.zip'), zipOf(changed(files, { 'log/checkpoint': null })));
    writeFileSync(path('garbled.zip'), zipOf(changed(files, { 'log/checkpoint': 'minutier/1\n' })));
    for (const file of ['none.zip', 'headless.zip', 'garbled.zip', 'absent.zip', '.']) {
      for (const language of ['en', 'fr']) {
        const args = ['--trust', 'trust.json', '--seen', file, '--lang', language];
        const { code, out, err } = await run('good.zip', ...args);
        expect([file, code, out]).toEqual([file, 2, '']);
        expect(err).toContain(file);
        expect(err.split('\n')).toHaveLength(2);
      }
    }
    const many = Array.from({ length: 101 }, () => ['--seen', 'good.zip']).flat();
    expect(await run('good.zip', ...many)).toMatchObject({ code: 2, err: expect.stringContaining('100') });
  });

  it('ends with 2 for arguments that it does not know, and says which', async () => {
    const wrong = [[], ['a', 'b'], ['--no-such'], ['good.zip', '--lang', 'de'], ['good.zip', '--trust']];
    for (const args of wrong) {
      const { code, out, err } = await run(...args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toMatch(/^minutier-verify: .+\n$/);
    }
  });

  it('tells its version and what it takes, in both languages', async () => {
    expect((await run('--version')).out).toMatch(/^minutier-verify \d+\.\d+\.\d+\n$/);
    expect((await run('--help')).out).toContain('--trust KEYS');
    expect((await run('--help')).out).toContain('--seen EARLIER');
    expect((await run('--help', '--lang', 'fr')).out).toContain('Vérifie hors ligne');
    const french = await run('good.zip', '--lang', 'fr');
    expect(french.out).toMatch(/^INDÉCIDABLE\n/);
  });

  it('says on request one JSON document: the findings of the library, in their order, with sentences', async () => {
    const { code, out } = await run('altered.zip', '--trust', 'trust.json', '--json');
    const told = Document.parse(JSON.parse(out));
    const expected = await verify(sourceOf(altered), trust, DEFAULT_POLICY, nodeCrypto());
    expect(code).toBe(1);
    expect(told.verdict).toBe('broken');
    expect(told.findings.map(({ sentence: _, ...one }) => one)).toEqual(expected.findings);
    expect(told.findings.every(({ sentence }) => /^[A-Z{].*\.$/.test(sentence))).toBe(true);
    expect((await run('altered.zip', '--trust', 'trust.json', '--json')).out).toBe(out);
  });

  it('says what others wrote without letting it steer the terminal, as a text and as JSON', async () => {
    const note = 'a\u001b[2J\u009b2Jb\u202ec\u0007';
    writeFileSync(path('noted.zip'), bundleOf(log(), { note }));
    const steering = /(?!\n)[\p{Cc}\u202e]/u;
    const text = await run('noted.zip', '--trust', 'trust.json');
    expect(text.out).toContain('a\\u{1b}[2J\\u{9b}2Jb\\u{202e}c\\u{7}');
    const json = await run('noted.zip', '--trust', 'trust.json', '--json');
    for (const { code, out } of [text, json]) expect([code, steering.test(out)]).toEqual([0, false]);
    expect(
      z.object({ manifest: z.object({ note: z.string() }) }).parse(JSON.parse(json.out)).manifest.note,
    ).toBe(note);
  });

  it('says in JSON what the log is of', async () => {
    const { out } = await run('good.zip', '--trust', 'trust.json', '--json');
    const { log: told, checked } = Document.parse(JSON.parse(out));
    expect(told?.contract).toBe(CONTRACT);
    expect(told?.hours).toMatchObject({ ms: 1_800_000, segments: 3, deleted: 1 });
    expect(told?.keys).toMatchObject([{ role: 'device', trusted: 'freelancer 1' }]);
    expect(checked).toMatchObject({ entries: 6, bytes: good.length });
  });
});

const Document = z.object({
  format: z.literal('minutier-verdict-1'),
  verdict: z.string(),
  findings: z.array(
    z.object({
      id: z.string(),
      rule: z.string(),
      severity: z.string(),
      subject: z.looseObject({ type: z.string() }),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
      sentence: z.string(),
    }),
  ),
  checked: z.record(z.string(), z.number()),
  log: z
    .object({
      contract: z.string(),
      hours: z.looseObject({ ms: z.number() }),
      keys: z.array(z.looseObject({ role: z.string() })),
    })
    .nullable(),
});
