/** Search over everything: what is typed is looked for at once, hits stand by day, and one opens its cell in the diary. */
import { Modal, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SLOT_MS } from '../../../domain/week';
import type { CommandOutput, SearchHit } from '../../../electron/contract';
import { contractName } from '../../diary/words';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import { dayOf } from '../../ui/zone';
import { api } from '../api';
import { attempt } from '../failures';
import { showDay, useApp } from '../store';
import classes from './search.module.css';

/** More than the dialog shows without scrolling. */
const FIRST_HITS = 16;

export default function SearchDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const found = useFound(text);
  const list = useRef<HTMLDivElement>(null);

  /** Down from the field into the hits, up and down between them. */
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const buttons: Element[] = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = document.activeElement ? buttons.indexOf(document.activeElement) : -1;
    const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }

  function open(hit: SearchHit): void {
    showDay(dayOf(hit.slot * 1000, format.zone), hit.sliceId);
    onClose();
  }

  // What fits into the window is drawn at once, the rest right after it.
  const whole = useDeferredValue(found) === found;
  const shown = whole ? found?.hits : found?.hits.slice(0, FIRST_HITS);
  const days = Map.groupBy(shown ?? [], (hit) => dayOf(hit.slot * 1000, format.zone));
  return (
    <Modal
      opened
      size="lg"
      yOffset="8vh"
      centered={false}
      onClose={onClose}
      title={t('search.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the field and the buttons inside */}
      <div onKeyDown={onKeyDown}>
        <TextInput
          data-autofocus
          label={t('search.field')}
          description={t('search.hint')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          maxLength={200}
          data-testid="search-field"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed" my={6} role="status" data-testid="search-status">
          {found !== null &&
            (found.hits.length === 0
              ? t('search.none')
              : found.more
                ? t('search.more', { count: found.hits.length })
                : t('search.count', { count: found.hits.length }))}
        </Text>
        <div ref={list} className={classes.hits} data-testid="search-hits">
          {[...days].map(([day, hits]) => (
            <section key={day} aria-label={format.dayLong(day)}>
              <h3 className={classes.day}>{format.dayLong(day)}</h3>
              {hits.map((hit) => (
                <Hit key={hit.sliceId} hit={hit} onOpen={() => open(hit)} />
              ))}
            </section>
          ))}
        </div>
      </div>
    </Modal>
  );
}

/**
 * What main finds for the text: asked at once, one question at a time. What is typed meanwhile is asked next, and an
 * answer to anything but the newest text is dropped.
 */
function useFound(text: string): CommandOutput<'search.query'> | null {
  const [found, setFound] = useState<CommandOutput<'search.query'> | null>(null);
  const newest = useRef('');
  const asking = useRef(false);

  useEffect(() => {
    const ask = async () => {
      asking.current = true;
      let asked = '';
      while (asked !== newest.current) {
        asked = newest.current;
        const answer = await attempt(api.call('search.query', { text: asked.slice(0, 200) }));
        if (asked === newest.current && answer !== undefined) setFound(answer);
      }
      asking.current = false;
    };
    newest.current = text.trim();
    if (newest.current === '') setFound(null);
    else if (!asking.current) void ask();
  }, [text]);

  return found;
}

function Hit({ hit, onOpen }: { hit: SearchHit; onOpen(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const contract = useApp(({ contracts }) => contracts.find(({ id }) => id === hit.contractId));
  const at = hit.slot * 1000;
  return (
    <button
      type="button"
      className={classes.hit}
      data-testid={`hit-${hit.sliceId}`}
      style={contract ? { borderLeftColor: contractInk(contract.colour) } : undefined}
      onClick={onOpen}
    >
      <span className={`${classes.when} figures`}>{format.timeRange(at, at + SLOT_MS)}</span>
      <span className={classes.what}>
        <span>{hit.memo.length === 0 ? <em>{t('search.noMemo')}</em> : <Marked parts={hit.memo} />}</span>
        {hit.windows.length > 0 && (
          <span className={classes.windows}>
            <Marked parts={hit.windows} />
          </span>
        )}
        <span className={classes.windows}>{contractName(contract, t)}</span>
      </span>
    </button>
  );
}

function Marked({ parts }: { parts: SearchHit['memo'] }) {
  let at = 0;
  return parts.map(({ text, hit }) => {
    const key = at;
    at += text.length;
    return hit ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
  });
}
