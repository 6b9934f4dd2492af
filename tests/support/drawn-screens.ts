/**
 * Screens as a working day has them, drawn as pages: an editor, a terminal, a design tool, a spreadsheet, a manual, a
 * mailbox. Nothing of them is real but the look; names and figures are made up. Pure: the same variant, the same page.
 */

export const SCENES = ['editor', 'terminal', 'design', 'sheet', 'manual', 'mail'] as const;
export type Scene = (typeof SCENES)[number];

/** A whole page of 1920 × 1080 pixels; `variant` moves it on a little, as work does. */
export function drawScreen(scene: Scene, variant: number): string {
  const { title, body, dark } = DRAW[scene](variant);
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>
<body class="${dark ? 'dark' : 'light'}"><div class="bar">${title}<span>Tue ${10 + variant}:${20 + variant * 7}</span></div>${body}</body>`;
}

const DRAW: Record<Scene, (variant: number) => { title: string; body: string; dark: boolean }> = {
  editor: (variant) => ({
    dark: true,
    title: 'checkout.tsx — northwind — Code',
    body: `<div class="split"><nav>${FILES.map((file, at) => `<p class="${at === variant + 3 ? 'on' : ''}">${file}</p>`).join('')}</nav>
<pre class="code">${code(variant)}</pre><pre class="side">${tests(variant)}</pre></div>`,
  }),
  terminal: (variant) => ({
    dark: true,
    title: 'northwind: npm test',
    body: `<pre class="term">${Array.from({ length: 28 }, (_, at) => TERMINAL[(at + variant * 5) % TERMINAL.length]).join('\n')}</pre>`,
  }),
  design: (variant) => ({
    dark: false,
    title: 'Lumen — identity, board 3 — Penpot',
    body: `<div class="canvas">${Array.from({ length: 12 }, (_, at) => board(at, variant)).join('')}</div>
<aside>${['Layer', 'Fill', 'Stroke', 'Export'].map((name) => `<h4>${name}</h4><p>${'▬'.repeat(9)}</p><p>24 px · 100 %</p>`).join('')}</aside>`,
  }),
  sheet: (variant) => ({
    dark: false,
    title: 'Bookings 2026.ods — LibreOffice Calc',
    body: `<table>${Array.from({ length: 27 }, (_, row) => sheetRow(row, variant)).join('')}</table>`,
  }),
  manual: (variant) => ({
    dark: false,
    title: 'Payment intents: life of a payment — Firefox',
    body: `<article><h1>Life of a payment, part ${variant + 1}</h1>${`<p>${PROSE}</p>`.repeat(2)}<pre>${code(
      variant + 2,
    )
      .split('\n')
      .slice(0, 7)
      .join('\n')}</pre>${`<p>${PROSE}</p>`.repeat(2)}</article>`,
  }),
  mail: (variant) => ({
    dark: false,
    title: 'Inbox — Thunderbird',
    body: `<div class="split"><nav>${['Inbox 4', 'Drafts', 'Sent', 'Clients', 'Invoices', 'Archive'].map((name) => `<p>${name}</p>`).join('')}</nav>
<article><h1>Re: wireframes, round ${variant + 2}</h1><p>Hello Mara,</p>${`<p>${PROSE}</p>`.repeat(4)}<p>Best,<br>Jonas</p></article></div>`,
  }),
};

const FILES = [
  'src',
  '· cart.ts',
  '· checkout.tsx',
  '· errors.ts',
  '· payment.ts',
  '· receipt.tsx',
  'tests',
  '· checkout.test.ts',
  '· payment.test.ts',
  'package.json',
  'README.md',
];

const CODE = [
  "import { usePayment } from './payment';",
  "import { messageOf } from './errors';",
  '',
  'export function Checkout({ cart }: { cart: Cart }) {',
  '  const payment = usePayment(cart.total);',
  '  const [email, setEmail] = useState(cart.email);',
  '  if (payment.state === "declined") {',
  '    return <Declined reason={messageOf(payment)} onRetry={payment.retry} />;',
  '  }',
  '  return (',
  '    <form onSubmit={payment.confirm} aria-busy={payment.busy}>',
  '      <Summary lines={cart.lines} currency={cart.currency} />',
  '      <EmailField value={email} onChange={setEmail} />',
  '      <CardField error={payment.error} autoComplete="cc-number" />',
  '      <Button type="submit" disabled={payment.busy}>',
  '        Pay {format(cart.total, cart.currency)}',
  '      </Button>',
  '    </form>',
  '  );',
  '}',
];

function code(variant: number): string {
  return Array.from({ length: 29 }, (_, at) => {
    const line = CODE[(at + variant * 3) % CODE.length] ?? '';
    const text = escapeHtml(line)
      .replace(/\b(import|from|export|function|const|return|if)\b/g, '<b>$1</b>')
      .replace(/('[^']*'|&quot;[^&]*&quot;)/g, '<i>$1</i>');
    return `<u>${String(at + 12 + variant * 9).padStart(3)}</u>  ${text}`;
  }).join('\n');
}

function tests(variant: number): string {
  return [
    'a card that is declined',
    'a retry after a timeout',
    'the same order twice',
    'an empty cart',
    'a total in yen',
  ]
    .map((name, at) => (at <= variant + 1 ? `<i>✓ ${name}</i>` : `○ ${name}`))
    .join('\n\n');
}

const TERMINAL = [
  '$ npm test -- checkout',
  '<i>✓</i> checkout/declined.test.ts (8)',
  '<i>✓</i> checkout/retry.test.ts (5)',
  '<b>✗</b> checkout/receipt.test.ts (3)',
  '   expected "€ 24.90" to be "€ 24,90"',
  '     at receipt.test.ts:41:18',
  '',
  'Tests  15 passed, 1 failed',
  '$ git add -p && git commit',
  '[payment-errors 7c1f0aa] Say why a card was declined',
  ' 3 files changed, 58 insertions(+), 12 deletions(-)',
  '$ npm run build',
  'dist/assets/checkout-4f2a.js   41.20 kB',
  'built in 1.84s',
];

function board(at: number, variant: number): string {
  const colours = ['#f2b134', '#1f4e5f', '#e4572e', '#79a8a9', '#f4f1de', '#3d405b'];
  const colour = colours[(at + variant) % colours.length];
  const round = at % 3 === variant % 3 ? '50%' : '14px';
  return `<div class="board"><div style="background:${colour};border-radius:${round}"></div><p>Lumen ${at + 1}</p></div>`;
}

function sheetRow(row: number, variant: number): string {
  if (row === 0)
    return `<tr>${['', 'Month', 'Clinic', 'Bookings', 'No-shows', 'Share', 'Revenue', 'Target'].map((name) => `<th>${name}</th>`).join('')}</tr>`;
  const bookings = 120 + ((row * 37 + variant * 11) % 90);
  const missed = (row * 7 + variant) % 19;
  const cells = [
    'Jan',
    ['North', 'Harbour', 'Old Town'][row % 3],
    bookings,
    missed,
    `${((missed / bookings) * 100).toFixed(1)} %`,
    (bookings * 64).toLocaleString('en'),
    '12,000',
  ];
  return `<tr class="${row === variant + 9 ? 'on' : ''}"><th>${row}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const PROSE =
  'A payment is made of attempts, and an attempt of steps. Each step has one outcome, and the last one stands. ' +
  'Where the bank asks the customer for a second factor, the attempt waits; where it is refused, the reason is kept ' +
  'in words that can be shown. Nothing is charged twice: the order number goes with every attempt.';

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? one,
  );
}

const STYLE = `
* { box-sizing: border-box; margin: 0 } body { width: 1920px; height: 1080px; overflow: hidden; font: 24px/1.5 'DejaVu Sans', sans-serif }
.bar { height: 34px; padding: 4px 16px; font-size: 15px; background: #23262d; color: #dde; display: flex; justify-content: space-between }
.dark { background: #17202e; color: #e3e9f3 } .light { background: #fff; color: #222 }
pre { font: 25px/1.42 'DejaVu Sans Mono', monospace } .split { display: flex; height: 1046px } nav { width: 330px; padding: 18px; background: #8884; line-height: 2 }
nav .on { background: #3b82f6; color: #fff } .code, .term { flex: 1; padding: 16px 22px } .side { width: 430px; font-size: 20px; padding: 22px; background: #0004 }
.dark b { color: #ff9ecb } .dark i { color: #a6f0a0; font-style: normal } u { color: #667; text-decoration: none } .term b { color: #ff6b6b }
.canvas { position: absolute; inset: 34px 320px 0 0; background: #e7e5e0; display: grid; grid-template-columns: repeat(4, 1fr); gap: 26px; padding: 36px }
.board { background: #fff; padding: 18px; font-size: 14px } .board div { height: 84%; box-shadow: inset 0 -40px 80px #0002 } aside { position: absolute; right: 0; top: 34px; width: 320px; height: 1046px; padding: 22px; background: #f6f6f6; border-left: 1px solid #ccc; line-height: 2.2 }
table { border-collapse: collapse; width: 1920px } td, th { border: 1px solid #d0d4da; padding: 1px 10px; text-align: right; font-weight: 400; width: 240px } th { background: #eef1f4 } .on td { background: #d6e8ff }
article { max-width: 1400px; margin: 28px auto; flex: 1 } article h1 { margin-bottom: 18px } article p { margin-bottom: 16px } article pre { background: #f0f2f5; padding: 16px; margin-bottom: 16px }
`;
