/** How report.pdf looks: A4, dense, black on white, colour only where words say the same. */
export const REPORT_STYLE = `
* { box-sizing: border-box; }
body { font: 8.5pt/1.4 "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; color: #16191c; margin: 0; overflow-wrap: anywhere; hyphens: auto; -webkit-print-color-adjust: exact; }
h1 { font-size: 22pt; line-height: 1.15; margin: 0 0 2pt; }
h2 { font-size: 12.5pt; line-height: 1.25; margin: 0 0 4pt; color: #0a5f57; break-after: avoid; hyphens: manual; }
h3 { font-size: 10pt; margin: 10pt 0 3pt; break-after: avoid; hyphens: manual; }
p { margin: 0 0 4pt; orphans: 3; widows: 3; } ul { margin: 0 0 4pt; padding-left: 13pt; } li { margin-bottom: 1.5pt; }
.lead { color: #33393e; max-width: 150mm; break-after: avoid; break-inside: avoid; } .quiet { color: #545b62; font-size: 7.5pt; }
section { margin-top: 20pt; } .whole { break-inside: avoid; } .cover { margin-top: 0; break-after: page; }
.brand { color: #0a5f57; font-weight: 700; letter-spacing: 0.04em; margin: 0 0 14pt; } .sub { font-size: 12pt; margin-bottom: 8pt; }
.cover h2 { margin-top: 9pt; }
.verdict { border: 1pt solid; border-left-width: 5pt; padding: 7pt 10pt 5pt; margin: 8pt 0 5pt; break-inside: avoid; } .verdict h2 { font-size: 14pt; margin: 0 0 3pt; color: inherit; } .verdict p { color: #16191c; margin: 0; }
.proven { color: #0a5f57; background: #eef7f5; } .broken.verdict { color: #a3170f; background: #fdf0ef; } .undecided.verdict { color: #7a4b00; background: #fdf6e7; }
.note { margin: 7pt 0; } blockquote { margin: 3pt 0 0; padding: 4pt 9pt; border-left: 2pt solid #8a9299; white-space: pre-wrap; hyphens: manual; }
table { border-collapse: collapse; width: 100%; } th { font-weight: 600; text-align: left; } td, th { vertical-align: top; padding: 2.5pt 5pt 2.5pt 0; }
thead { display: table-header-group; } tr { break-inside: avoid; } tr.long { break-inside: auto; }
.facts { width: auto; margin-bottom: 3pt; } .facts th { color: #545b62; font-weight: 400; padding: 1pt 12pt 1pt 0; white-space: nowrap; } .facts td { padding: 1pt 0; }
.checks td { padding: 1.5pt 8pt 1.5pt 0; border-bottom: 0.5pt solid #dfe3e6; } .state { width: 27mm; font-weight: 700; color: #0a5f57; } .broken .state { color: #a3170f; } .undecided .state, .partly .state, .not .state { color: #7a4b00; }
.list th, .figures th { border-bottom: 1pt solid #16191c; } .list td, .figures td, .figures tbody th { border-bottom: 0.5pt solid #dfe3e6; } .list p { margin: 0 0 1pt; }
.when, .num, .count, .rule { white-space: nowrap; font-variant-numeric: tabular-nums; } .rule { font-weight: 600; } .about { width: 46mm; } .terms, .runs, .findings { table-layout: fixed; } .terms .from { width: 32mm; } .terms .by { width: 44mm; } .findings .rule { width: 15mm; } .count { text-align: right; }
.figures { overflow-wrap: normal; } .figures td, .figures thead th { text-align: right; padding-left: 5pt; font-variant-numeric: tabular-nums; } .figures thead th:first-child { text-align: left; padding-left: 0; } .figures thead th { vertical-align: bottom; hyphens: manual; } .figures td, .figures tbody th { white-space: nowrap; }
.sum th, .sum td { font-weight: 700; border-bottom: 1pt solid #16191c !important; } .figures + .quiet { margin-top: 5pt; }
.key { break-inside: avoid; } .words { font-size: 10.5pt; font-weight: 600; letter-spacing: 0.02em; } .hash { font: 6.8pt/1.5 "Consolas", "DejaVu Sans Mono", monospace; hyphens: manual; }
.day { margin-top: 16pt; } .sums, .apps { margin-bottom: 2pt; break-after: avoid; }
.grid { table-layout: fixed; margin: 4pt 0 8pt; } .grid thead th { font-size: 7pt; font-weight: 400; color: #545b62; padding: 0 2pt 1pt; } .grid th[scope=row], .grid thead th:first-child { width: 11mm; padding: 2pt 3pt 0 0; font-size: 7.5pt; } .grid thead th:first-child { font-size: 6pt; line-height: 1.2; padding-bottom: 1pt; } .grid td { padding: 1.5pt; border: 0.5pt solid #dfe3e6; }
.tile { border-left: 2pt solid #b6bdc3; padding-left: 1.5pt; } .safe.tile { border-color: #0a8478; } .partly { border-color: #c98a12; } .risk { border-color: #b8342b; border-left-style: dashed; } .over.tile { border-color: #16191c; } .byhand { border-color: #6b57b5; border-left-style: double; border-left-width: 3pt; } .unjudged { border-left-style: dotted; } .gone.tile { border-color: transparent; }
.tile + .tile { margin-top: 2pt; }
.face { position: relative; } .face img { display: block; width: 100%; height: 14mm; object-fit: contain; background: #eceff1; } .none { height: 14mm; padding: 1mm; display: flex; align-items: center; justify-content: center; text-align: center; font-size: 6.5pt; line-height: 1.2; color: #545b62; background: #f3f5f6; } .gone .none { background: repeating-linear-gradient(135deg, #f3f5f6 0 3pt, #e3e7ea 3pt 4pt); color: #33393e; }
.more, .mark { position: absolute; right: 0; bottom: 0; background: #16191c; color: #fff; font-size: 5.5pt; line-height: 1.2; padding: 0.5pt 2pt; } .mark { left: 0; right: auto; }
.bar { display: block; width: 100%; height: 4pt; margin-top: 1.5pt; } .on { fill: #0a5f57; } .off { fill: #d5dade; } .caption { font-size: 6pt; line-height: 1.25; color: #33393e; margin-top: 0.5pt; }
.runs .time { width: 22mm; } .runs .worked { width: 21mm; } .runs .activity { width: 18mm; } .runs .judged { width: 46mm; } th .quiet { display: block; font-weight: 400; } .runs p { hyphens: manual; } .deleted td, .moved td { color: #545b62; } p.safe { color: #0a5f57; font-weight: 600; }
.leaves { font: 6pt/1.45 "Consolas", "DejaVu Sans Mono", monospace; white-space: pre; hyphens: manual; }
`;
