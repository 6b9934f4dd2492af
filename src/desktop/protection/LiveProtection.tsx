/**
 * The verdict on the slice being tracked, in the timer bar: protected so far, or the first thing that is missing. What
 * only time brings (the picture, activity) is said quietly. Asked for at each checkpoint, a few bytes every five seconds.
 */
import { IconShieldCheck, IconShieldExclamation } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '../../../domain/protection';
import { api } from '../api';
import { useApp } from '../store';
import classes from './protection.module.css';

export function LiveProtection() {
  const { t } = useTranslation();
  const verdict = useLiveVerdict();
  if (verdict === null) return null;
  const missing = verdict.reasons.filter(({ mend }) => mend !== 'wait');
  const reason = missing[0] ?? verdict.reasons[0];
  const text =
    reason === undefined
      ? t('protection.live.protected')
      : t('protection.live.notYet', { reason: t(`protection.short.${reason.because}`) });
  const all = verdict.reasons.map(({ because, rule }) => `${t(`protection.because.${because}`)} (${rule})`);
  return (
    <button
      type="button"
      className={classes.live}
      data-tone={reason === undefined ? 'good' : missing.length > 0 ? 'bad' : 'quiet'}
      title={[text, ...all].join('\n')}
      data-testid="live-protection"
      onClick={() => useApp.setState({ page: 'protection' })}
    >
      {reason === undefined ? (
        <IconShieldCheck size={14} aria-hidden />
      ) : (
        <IconShieldExclamation size={14} aria-hidden />
      )}
      {text}
    </button>
  );
}

function useLiveVerdict(): Verdict | null {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const mode = useApp(({ timer }) => timer.mode);
  const memo = useApp(({ timer }) => timer.memo);
  const contractId = useApp(({ timer }) => timer.contractId);
  const contracts = useApp((state) => state.contracts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is tracked, its memo and its contract all change the verdict
  useEffect(() => {
    if (mode !== 'tracking') {
      setVerdict(null);
      return;
    }
    let current = true;
    const ask = () =>
      api.call('protection.now', undefined).then(
        (answer) => current && setVerdict(answer),
        // A sign that cannot be asked for is not shown; the timer's own commands tell what is wrong.
        () => current && setVerdict(null),
      );
    void ask();
    const stop = api.on('diary', () => void ask());
    return () => {
      current = false;
      stop();
    };
  }, [mode, memo, contractId, contracts]);
  return verdict;
}
