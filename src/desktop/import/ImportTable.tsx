/**
 * The lines of the file, each with what will come of it. Only the rows in sight are drawn and fetched, so a file of
 * a hundred thousand lines scrolls like one of ten.
 */
import { Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportLine } from '../../../electron/contract';
import { contractName } from '../../diary/words';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';
import classes from './import.module.css';
import { errorText, leftOutText } from './words';

const ROW_PIXELS = 40;
const COLUMNS = ['line', 'when', 'time', 'project', 'memo', 'state'] as const;
/** As many as main gives at once. */
const PAGE = 100;

interface Lines {
  total: number;
  pages: ReadonlyMap<number, readonly ImportLine[]>;
}
const NOTHING: Lines = { total: 0, pages: new Map() };

/** `seen`: grows with each preview, after which the lines are others. */
export function ImportTable(props: { fileId: string; seen: number; problems: boolean }) {
  const { t } = useTranslation();
  const { fileId, seen, problems } = props;
  const scroller = useRef<HTMLElement>(null);
  const [lines, setLines] = useState(NOTHING);
  const [view, setView] = useState({ first: 0, count: 30 });

  const firstPage = Math.floor(view.first / PAGE);
  const lastPage = Math.floor((view.first + view.count) / PAGE);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each preview and each filter begins anew
  useEffect(() => {
    setLines(NOTHING);
    if (scroller.current) scroller.current.scrollTop = 0;
    setView((known) => ({ ...known, first: 0 }));
  }, [seen, problems]);

  useEffect(() => {
    let current = true;
    if (seen === 0) return;
    for (let page = firstPage; page <= lastPage; page++) {
      if (lines.pages.has(page) || (page > 0 && page * PAGE >= lines.total)) continue;
      const asked = api.call('import.lines', { id: fileId, from: page * PAGE, count: PAGE, problems });
      void attempt(asked).then((answer) => {
        if (!current || answer === undefined) return;
        setLines((known) => ({
          total: answer.total,
          pages: new Map([...known.pages, [page, answer.lines]]),
        }));
      });
    }
    return () => {
      current = false;
    };
  }, [fileId, seen, problems, firstPage, lastPage, lines]);

  function look(): void {
    const box = scroller.current;
    if (box === null) return;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW_PIXELS) - 5);
    const count = Math.ceil(box.clientHeight / ROW_PIXELS) + 10;
    setView((known) => (known.first === first && known.count === count ? known : { first, count }));
  }

  const last = Math.min(lines.total, view.first + view.count);
  const rows = Array.from({ length: Math.max(0, last - view.first) }, (_, n) => view.first + n);
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      onScroll={look}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label={t('import.lines')}
    >
      <table className={classes.table} aria-rowcount={lines.total + 1} data-testid="import-table">
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className={classes[name]}>
                {t(`import.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Unseen rows={Math.min(view.first, lines.total)} />
          {rows.map((n) => {
            const line = lines.pages.get(Math.floor(n / PAGE))?.[n % PAGE];
            return (
              <tr
                key={n}
                aria-rowindex={n + 2}
                data-state={line?.state}
                data-testid={line ? `import-line-${line.line}` : undefined}
                style={{ height: ROW_PIXELS }}
              >
                {line ? <Cells line={line} /> : <td colSpan={COLUMNS.length} />}
              </tr>
            );
          })}
          <Unseen rows={lines.total - last} />
        </tbody>
      </table>
      {seen > 0 && lines.total === 0 && (
        <Text c="dimmed" size="sm" p="sm">
          {t(problems ? 'import.noProblems' : 'import.noLines')}
        </Text>
      )}
    </section>
  );
}

/** The room of rows that are out of sight. */
function Unseen({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden style={{ height: rows * ROW_PIXELS }}>
      <td colSpan={COLUMNS.length} />
    </tr>
  );
}

function Cells({ line }: { line: ImportLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const contract = useApp(({ contracts }) => contracts.find(({ id }) => id === line.contractId));
  const from = [line.client, line.project].filter((name) => name !== '').join(' · ');
  const to = line.contractId === null ? '' : contractName(contract, t);
  const reasons =
    line.error === null
      ? line.leftOut.map(({ why, ms }) => `${leftOutText(why, t)} (${format.clock(ms)})`)
      : [errorText(line.error, t)];
  const why = reasons.join('; ');
  return (
    <>
      <td className="figures">{format.number(line.line)}</td>
      <td className="figures" title={line.placed ? t('import.placed') : undefined}>
        {line.start === null || line.end === null ? (
          '–'
        ) : (
          <>
            <span className={classes.two}>{format.date(line.start)}</span>
            <span className={`${classes.two} ${classes.dim}`}>
              {format.timeRange(line.start, line.end)}
              {line.placed && ' *'}
            </span>
          </>
        )}
      </td>
      <td className="figures">{line.state === 'error' ? '–' : format.clock(line.ms)}</td>
      <td title={to === '' ? from : `${from} → ${to}`}>
        <span className={classes.two}>{from === '' ? t('import.noProject') : from}</span>
        <span className={`${classes.two} ${classes.dim}`}>{to}</span>
      </td>
      <td title={line.memo}>
        <span className={classes.two}>{line.memo}</span>
        <span className={`${classes.two} ${classes.dim}`}>{line.tag}</span>
      </td>
      <td title={why}>
        <span className={`${classes.two} ${classes.state}`}>{t(`import.state.${line.state}`)}</span>
        <span className={`${classes.two} ${classes.dim}`}>{why}</span>
      </td>
    </>
  );
}
