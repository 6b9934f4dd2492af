/** The pages of report.pdf as HTML: what stands in them for each state of the record, and that no text gets out of its place. */
import { beforeAll, describe, expect, it } from 'vitest';
import { FINDINGS, finding } from '../../domain/finding';
import type { Reported } from '../../domain/report-json';
import { LEAVES_PRINTED } from '../../electron/main/report/appendix';
import { checkOf } from '../../electron/main/report/cover';
import { GRID_SEGMENTS, TABLE_SEGMENTS } from '../../electron/main/report/days';
import { html, said } from '../../electron/main/report/html';
import { reportPage } from '../../electron/main/report/page';
import { settledPdf } from '../../electron/main/report/pdf-bytes';
import { runsOf } from '../../electron/main/report/runs';
import { reportWords } from '../../electron/main/report/words';
import { BundleLog } from '../support/bundle-log';
import { SLOT } from '../support/evidence';
import { LONG_MEMO, REPORT_WEEK, reportedOf, reportLog } from '../support/report-log';

const NO_PICTURES = { thumbnail: () => null, left: { max: 1000, count: 0 } };

let log: BundleLog;
let reported: Reported;
beforeAll(async () => {
  log = reportLog();
  reported = await reportedOf(log, { note: 'The call was by telephone.' });
});

function page(change: Partial<Reported> = {}): string {
  return reportPage({ ...reported, ...change }, NO_PICTURES).html;
}

/** What a reader sees: no tags, entities resolved. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

describe('text in a page', () => {
  it('[VF10] is text, whatever it says', () => {
    const memo = `</td><script>alert("x")</script>&amp;'`;
    expect(html`<td title="${memo}">${memo}</td>`.text).not.toMatch(/<script|"x"|&amp;/);
    expect(textOf(html`<td>${memo}</td>`.text)).toContain(memo);
  });

  it('[VF10] shows control characters and marks of direction by their number, and is kept apart from what stands beside it', () => {
    expect(said('a\u0000b\u001bc\u202e').text).toBe('<bdi>a\\u{0}b\\u{1b}c\\u{202e}</bdi>');
  });

  it('[VF10] of memos, tags, names and notes is in no script, and the page has none', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const other = new BundleLog();
    other.segment(SLOT, {
      slice: { memo: evil, tag: evil, windows: [{ app: evil, title: evil, ms: 600_000 }] },
    });
    other.manual(SLOT + 600, { slice: { memo: evil, reason: evil } });
    const scope = { ...REPORT_WEEK, from: REPORT_WEEK.from - 604_800 };
    const own = await reportedOf(other, { note: evil, scope });
    const made = reportPage(own, NO_PICTURES);
    expect(made.html + made.footer).not.toMatch(/<script|<img|onerror=alert\(1\)>/i);
    expect(textOf(made.html).split(evil)).toHaveLength(7);
    expect(made.html).toContain('content="default-src &#39;none&#39;; img-src data:;');
  });
});

describe('the report', () => {
  it('[VF10] has every text in both languages: no key is left unresolved, nothing unfilled', () => {
    for (const language of ['en', 'fr'] as const) {
      const text = textOf(page({ manifest: { ...reported.manifest, language } }));
      expect(text).not.toMatch(/report\.|because\.|failure\.|attested\.|\{|undefined|null|NaN/);
    }
  });

  it('[VF10] says the verdict in words, each of the three', () => {
    expect(textOf(page())).toContain('Proven: nothing was altered');
    expect(textOf(page({ verdict: 'broken' }))).toContain('Broken: something does not agree');
    expect(textOf(page({ verdict: 'undecided' }))).toContain('Cannot be decided');
  });

  it('[VF10] says of each check what the findings of its rules say', () => {
    const findings = [
      finding('signature-wrong', { type: 'entry', index: 3 }),
      finding('not-anchored', { type: 'bundle' }),
      finding('device-time', { type: 'bundle' }),
    ];
    const text = textOf(page({ findings, verdict: 'broken' }));
    expect(text).toContain('broken Signatures');
    expect(text).toContain('not decided Owner');
    expect(text).toContain('holds Order');
    expect(text).toContain('not there Reception: no trusted server');
    expect(text).toContain('When the entries were written. No server received them');
    expect(textOf(page({ findings: [] }))).not.toContain('No server received them');
  });

  it('[VF10] [SG16] says that moments hold only where every picture’s was checked, and else of how many', () => {
    const [first] = reported.record.segments;
    const told = first?.pictures[0]?.picture;
    if (!first || !told?.told) throw new Error('no picture');
    const shown = (language: 'en' | 'fr', ...each: (boolean | null | 'stop')[]) => {
      const pictures = each.map((at, number) => {
        const value = { ...told.value, trigger: at === 'stop' ? ('stop' as const) : ('moment' as const) };
        const atMoment = at === 'stop' ? null : at;
        return { number, picture: { told: true as const, value }, redactedAt: null, atMoment };
      });
      const record = { ...reported.record, segments: [{ ...first, pictures }] };
      return textOf(page({ record, findings: [], manifest: { ...reported.manifest, language } }));
    };
    expect(shown('en', true, true)).toContain('holds Moments: the pictures were taken');
    expect(shown('en', true, null, null)).toContain(
      'incomplete Moments: of 3 pictures taken at a drawn moment, 1 can be checked; the key of a day is revealed after it.',
    );
    expect(shown('en', null)).toContain('incomplete Moments: of 1 picture taken at a drawn moment, 0 can');
    expect(shown('fr', true, null)).toContain('incomplet Moments : sur 2 captures prises');
    expect(shown('en')).toContain('not there Moments: no picture');
    expect(shown('en', 'stop')).toContain('not there Moments: no picture');
  });

  it('[VF10] puts every rule that a finding can name under one check', () => {
    const rules = [...new Set(Object.values(FINDINGS).map(({ rule }) => rule))];
    const checks = new Map(rules.map((rule) => [rule, checkOf(rule)]));
    expect(checks.get('KY9')).toBe('owner');
    expect(checks.get('LG9')).toBe('signatures');
    expect(checks.get('LG13')).toBe('order');
    expect(checks.get('DS7')).toBe('pictures');
    expect(checks.get('DS4')).toBe('told');
    expect(checks.get('SG16')).toBe('moments');
    expect(checks.get('SG2')).toBe('time');
    expect(checks.get('VF3')).toBe('received');
    expect(checks.get('VF4')).toBe('asked');
    expect(checks.get('BU4')).toBe('file');
  });

  it('[VF10] marks the note as the maker’s word, and leaves it out where there is none', () => {
    expect(textOf(page())).toMatch(/Note to the reader .*Nobody verified them\. The call was by telephone\./);
    expect(textOf(page({ manifest: { ...reported.manifest, note: ' ' } }))).not.toContain(
      'Note to the reader',
    );
  });

  it('[VF10] names whole days of the range, and instants of another', () => {
    expect(textOf(page())).toContain('Monday, 9 November 2026 to Sunday, 15 November 2026');
    const scope = { ...REPORT_WEEK, to: REPORT_WEEK.from + 3600 };
    expect(textOf(page({ manifest: { ...reported.manifest, scope } }))).toContain(
      '9 Nov 2026, 00:00 to 9 Nov 2026, 01:00',
    );
  });

  it('[VF10] shows deleted, moved, redacted, missed, held back and manual as what they are', async () => {
    const text = textOf(page());
    for (const said of [
      'Deleted on 9 Nov 2026, 20:00: not paid, its content is destroyed',
      'Moved to another contract on 11 Nov 2026, 20:00',
      '1 picture hidden or redacted by hand',
      '1 picture deleted',
      'Amended 9 Nov 2026, 20:00: memo',
      'Picture missed: the system did not answer in time',
      'By hand, because: By telephone, on the way',
      '#2 Device',
      'No memo',
    ])
      expect(text).toContain(said);
    const scope = { ...REPORT_WEEK, fields: ['memo' as const] };
    const withheld = textOf(reportPage(await reportedOf(log, { scope }), NO_PICTURES).html);
    expect(withheld).toContain('picture withheld');
    expect(withheld).toContain('Withheld in this bundle: tag, reason, time, activity');
    expect(withheld).toContain('Not judged');
  });

  it('[VF10] never prints a picture that is held or hidden as a whole', () => {
    const thumbnail = () => 'data:image/jpeg;base64,AAAA' as const;
    const [first] = reported.record.segments;
    const told = first?.pictures[0]?.picture;
    if (!first || !told?.told) throw new Error('no picture');
    const shown = (...values: Partial<typeof told.value>[]) => {
      const pictures = values.map((value, number) => {
        const picture = { told: true as const, value: { ...told.value, ...value } };
        return { number, picture, redactedAt: null, atMoment: null };
      });
      const record = { ...reported.record, segments: [{ ...first, pictures }] };
      return reportPage({ ...reported, record }, { ...NO_PICTURES, thumbnail }).html;
    };
    expect(shown({})).toContain('<img');
    expect(shown({ held: 1 })).not.toContain('<img');
    expect(textOf(shown({ held: 1 }))).toContain('picture held');
    expect(shown({ hidden: 'whole' })).not.toContain('<img');
    expect(textOf(shown({ hidden: 'whole' }))).toContain('hidden by hand');
    expect(textOf(shown({ hidden: [[0, 0, 9, 9]] }))).toContain('partly hidden');
    expect(shown({ held: 1 }, { sha256: 'ef'.repeat(32) })).toContain('<img');
  });

  it('[VF10] tells findings in the reader’s language with their rule, and counts what would fill a book', () => {
    const findings = Array.from({ length: 80 }, (_, index) =>
      finding('signature-wrong', { type: 'entry', index }),
    );
    const text = textOf(page({ findings, manifest: { ...reported.manifest, language: 'fr' } }));
    expect(text).toContain('LG9 écriture 49');
    expect(text).not.toContain('LG9 écriture 50');
    expect(text).toContain('30 autres constats de cette sorte ne sont pas imprimés');
  });

  it('[VF10] prints log, head and the leaf of every segment of the period', () => {
    const text = textOf(page());
    expect(text).toContain(reported.record.checkpoint?.origin);
    for (const { leaf } of reported.record.segments) expect(text).toContain(leaf);
  });

  it('[VF10] of a range of years prints grids, tables and leaves up to a bound, and says where it ends', () => {
    const [first] = reported.record.segments;
    if (!first) throw new Error('no segment');
    // Every slot of 125 days, each alike.
    const days = 125;
    const segments = Array.from({ length: days * 144 }, (_, n) => ({
      ...first,
      index: n,
      entry: { ...first.entry, slot: REPORT_WEEK.from + n * 600 },
    }));
    const scope = { ...REPORT_WEEK, to: REPORT_WEEK.from + days * 86_400 };
    const manifest = { ...reported.manifest, scope };
    const made = page({ record: { ...reported.record, segments }, manifest });
    expect(made.match(/<table class="grid">/g)).toHaveLength(Math.floor(GRID_SEGMENTS / 144));
    expect(made.match(/<table class="list runs">/g)).toHaveLength(Math.floor(TABLE_SEGMENTS / 144));
    expect(made.match(/<div class="day">/g)).toHaveLength(days);
    expect(made.split(first.leaf)).toHaveLength(LEAVES_PRINTED + 1);
    const text = textOf(made);
    expect(text).toContain('The grid of cells is printed up to 2 Dec 2026;');
    expect(text).toContain('Tables are printed up to 20 Feb 2027;');
    expect(text).toContain('3,000 more are not printed');
    expect(textOf(page())).not.toMatch(/is printed up to|are printed up to|not printed/);
  });

  it('[BU7] the same input gives the same page', () => {
    expect(page()).toBe(page());
  });
});

describe('rows of a day', () => {
  it('[VF10] put together what follows on and is alike, and every segment is in one', () => {
    const { segments } = reported.record;
    const runs = runsOf(segments);
    expect(
      runs
        .flat()
        .map(({ index }) => index)
        .sort(),
    ).toEqual(segments.map(({ index }) => index).sort());
    for (const [first, ...rest] of runs)
      for (const [at, one] of rest.entries()) {
        expect(one.entry.slot).toBe(first.entry.slot + (at + 1) * 600);
        expect([one.signer, one.memo, one.state]).toEqual([first.signer, first.memo, first.state]);
      }
    expect(runs.some(([{ memo }]) => memo.told && memo.value === LONG_MEMO)).toBe(true);
    expect(runs.length).toBeLessThan(segments.length / 4);
  });
});

describe('words', () => {
  it('[VF10] write lengths, hours and money the same everywhere', () => {
    const [en, fr] = [reportWords('en'), reportWords('fr')];
    expect([0, 7_000, 61_000, 3_600_000, 9_671_000].map((ms) => en.length(ms))).toEqual(
      ['0 s', '7 s', '1 min 1 s', '1 h', '2 h 41 min'].map((text) => text.replaceAll(' ', '\u00a0')),
    );
    expect(en.hours(136_799_999)).toBe('37:59');
    expect(en.money(193_959, 'EUR')).toBe('€1,939.59');
    expect(fr.money(193_959, 'EUR')).toBe('1\u202f939,59\u00a0€');
    expect(fr.day(SLOT * 1000)).toBe('mardi 3 novembre 2026');
  });
});

describe('what Chromium adds to a PDF', () => {
  const pdf = (date: string, nodes: number[]) =>
    new TextEncoder().encode(
      `/CreationDate (D:${date}+00'00')\n/ModDate (D:${date}+00'00')>>\n${nodes.map((n) => `/ID (node${String(n).padStart(8, '0')})`).join('\n')}`,
    );

  it('[BU7] is made the same in place: dates, and the numbers of its elements', () => {
    const at = Date.UTC(2026, 10, 3, 10, 0, 7);
    const one = settledPdf(pdf('20261124120000', [7, 12, 9, 7]), at);
    const other = settledPdf(pdf('20270101000000', [107, 302, 200, 107]), at);
    expect(new TextDecoder().decode(one)).toBe(new TextDecoder().decode(pdf('20261103100007', [1, 3, 2, 1])));
    expect(other).toEqual(one);
  });

  it('[BU7] where the dates are not where they were, it says so', () => {
    expect(() => settledPdf(new TextEncoder().encode('%PDF-1.4'), 0)).toThrow('0 dates');
  });
});
