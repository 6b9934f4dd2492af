/**
 * The whole evidence of a range, with its pictures: fetched as the one file that anybody may keep, verified here by the
 * verifier itself, and offered to be saved with what was found.
 */
import { Button, Progress, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import { DEFAULT_POLICY, type Trust } from '../../../domain/trust';
import { type CheckEnd, Checker } from '../../../verifier/page/checker';
import { sha256 } from '../../../verifier/sha256';
import { useFormat } from '../../ui/format-context';
import { api, type Failure } from '../api';
import { FailureNote } from '../failures';
import { anchorOf } from './anchor';
import { Findings } from './Findings';
import classes from './proof.module.css';
import { readSeen } from './seen';
import { shelf } from './shelf';

type State =
  | { at: 'none' }
  | { at: 'fetching'; count: number; of: number }
  | { at: 'checking'; done: number; total: number }
  | { at: 'failed'; failure: Failure }
  | { at: 'end'; end: CheckEnd; url: string };

export interface BundleCheckProps {
  contract: ContractId;
  /** Slots, Unix seconds. */
  from: number;
  to: number;
  /** Of the range, for what is said before; null where it is not known. */
  pictures: number | null;
}

export function BundleCheck({ contract, from, to, pictures }: BundleCheckProps) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const [state, setState] = useState<State>({ at: 'none' });
  const over = useRef(() => {});
  useEffect(() => () => over.current(), []);

  async function run(): Promise<void> {
    over.current();
    setState({ at: 'fetching', count: 0, of: 0 });
    const answer = await api.bytes('bundle', { params: { contract }, query: { from, to } }, (count, of) =>
      setState({ at: 'fetching', count, of }),
    );
    if (answer.outcome !== 'ok') {
      setState({ at: 'failed', failure: answer });
      return;
    }
    const trust = await trustOf(contract);
    const bundle = new Blob([answer.bytes], { type: 'application/zip' });
    const url = URL.createObjectURL(bundle);
    setState({ at: 'checking', done: 0, total: 0 });
    const worker = new Worker(new URL('../../../verifier/page/check-worker.ts', import.meta.url), {
      type: 'module',
    });
    const checker = new Checker(
      worker,
      { bundle, trust, policy: DEFAULT_POLICY },
      (done, total) => setState({ at: 'checking', done, total }),
      (end) => setState({ at: 'end', end, url }),
    );
    over.current = () => {
      checker.stop();
      URL.revokeObjectURL(url);
    };
  }

  return (
    <section data-testid="bundle-check">
      <h2 className={classes.heading}>{t('proof.bundle.title')}</h2>
      <Text size="sm">
        {pictures === null
          ? t('proof.bundle.whatAll')
          : t('proof.bundle.what', { count: pictures, formatted: format.number(pictures) })}
      </Text>
      {state.at === 'fetching' && (
        <Waiting
          text={t('proof.bundle.fetching', { size: format.bytes(state.count) })}
          share={state.of === 0 ? null : state.count / state.of}
        />
      )}
      {state.at === 'checking' && (
        <Waiting
          text={t('proof.bundle.checking')}
          share={state.total === 0 ? null : state.done / state.total}
        />
      )}
      {state.at === 'failed' && <FailureNote failure={state.failure} onRetry={() => void run()} />}
      {state.at === 'none' && (
        <Button
          mt="xs"
          size="compact-sm"
          variant="default"
          onClick={() => void run()}
          data-testid="bundle-start"
        >
          {t('proof.bundle.start')}
        </Button>
      )}
      {state.at === 'end' && <End end={state.end} url={state.url} name={nameOf(from)} />}
    </section>
  );
}

function Waiting({ text, share }: { text: string; share: number | null }) {
  return (
    <div className={classes.waiting}>
      <Text size="sm">{text}</Text>
      <Progress value={share === null ? 100 : share * 100} animated={share === null} aria-label={text} />
    </div>
  );
}

function End({ end, url, name }: { end: CheckEnd; url: string; name: string }) {
  const { t } = useTranslation('client');
  const verdict = end.type === 'outcome' ? end.view.verdict : 'undecided';
  return (
    <>
      <p
        className={classes.verdict}
        data-look={verdict === 'proven' ? 'match' : verdict}
        data-testid="bundle-verdict"
      >
        {t(end.type === 'outcome' ? `proof.bundle.verdict.${verdict}` : `proof.bundle.${end.type}`)}
      </p>
      {end.type === 'outcome' && <Findings findings={end.view.findings} />}
      <Button component="a" href={url} download={name} size="compact-sm" variant="default">
        {t('proof.bundle.save')}
      </Button>
    </>
  );
}

/** The bundle may be asked for before anything else of this log was checked here: then its keys are asked for too. */
async function trustOf(contract: ContractId): Promise<Trust> {
  const seen = readSeen(shelf, contract);
  if (seen !== null) return anchorOf(seen, undefined, '', sha256).trust;
  const [about, begun] = await Promise.all([
    api.call('about'),
    api.call('entries', { params: { contract }, query: { from: 0, limit: 1 } }),
  ]);
  const first = begun.outcome === 'ok' ? begun.value.lines[0] : undefined;
  return anchorOf(null, first, about.outcome === 'ok' ? about.value.key : '', sha256).trust;
}

function nameOf(from: number): string {
  return `minutier-${new Date(from * 1000).toISOString().slice(0, 10)}.zip`;
}
