/** Search over everything: what is typed is looked for at once, hits stand by day, and one opens its cell in the diary. */
import { Modal, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
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

export default function SearchDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text, 120);
  const [found, setFound] = useState<CommandOutput<'search.query'> | null>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let current = true;
    if (asked.trim() === '') {
      setFound(null);
      return;
    }
    void attempt(api.call('search.query', { text: asked.slice(0, 200) })).then((answer) => {
      if (current && answer !== undefined) setFound(answer);
    });
    return () => {
      current = false;
    };
  }, [asked]);

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

  const days = Map.groupBy(found?.hits ?? [], (hit) => dayOf(hit.slot * 1000, format.zone));
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
