/** How this browser knows: what it fetched, whose keys they are, what it found, what differs; and the pictures, if asked. */
import { Button, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import { SLOT_MS, SLOT_SECONDS } from '../../../domain/week';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { FailureNote } from '../failures';
import { BundleCheck } from './BundleCheck';
import type { Difference, Shown } from './compare';
import { Findings } from './Findings';
import type { Key, Proof } from './messages';
import classes from './proof.module.css';
import { lookOf } from './Seal';
import type { Check } from './use-proof';

export interface ProofDialogProps {
  contract: ContractId;
  shown: Shown;
  check: Check;
  onStart(): void;
  onClose(): void;
}

export default function ProofDialog({ contract, shown, check, onStart, onClose }: ProofDialogProps) {
  const { t } = useTranslation('client');
  useFocusBack();
  const look = lookOf(check);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('proof.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('proof.close') }}
      data-testid="proof"
    >
      <div className={classes.stack} aria-live="polite">
        <p className={classes.verdict} data-look={look} data-testid="proof-verdict">
          {t(`proof.said.${look}`)}
        </p>
        {check.state === 'failed' && <FailureNote failure={check.failure} />}
        {(check.state === 'failed' || check.state === 'large') && (
          <Button w="fit-content" size="compact-sm" onClick={onStart}>
            {t('proof.again')}
          </Button>
        )}
        {check.state === 'done' && <Done proof={check.proof} />}
        {/* Whatever else is checked anew meanwhile: the log grows by the very entries that a bundle asks for. */}
        <BundleCheck
          contract={contract}
          from={Math.ceil(shown.day.from / SLOT_MS) * SLOT_SECONDS}
          to={Math.ceil(shown.day.to / SLOT_MS) * SLOT_SECONDS}
          pictures={shown.day.cells.reduce(
            (sum, { pictures }) => sum + pictures.filter(({ outcome }) => outcome === 'ok').length,
            0,
          )}
        />
      </div>
    </Modal>
  );
}

function Done({ proof }: { proof: Proof }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const { checked, before, head, differences } = proof;
  const count = (value: number) => ({ count: value, formatted: format.number(value) });
  return (
    <>
      {differences.length > 0 && <Differences differences={differences} />}
      <section>
        <h2 className={classes.heading}>{t('proof.how')}</h2>
        <ol className={classes.steps}>
          <li>{t('proof.step.entries', count(checked.entries))}</li>
          <li>{t('proof.step.signatures', count(checked.signatures))}</li>
          <li>
            {head === null
              ? t('proof.step.noHead')
              : t('proof.step.head', { size: format.number(head.size) })}
          </li>
          <li>
            {before === null
              ? t('proof.step.first')
              : t('proof.step.continues', {
                  size: format.number(before.size),
                  date: format.dateTime(before.at),
                })}
          </li>
          <li>{t('proof.step.told', count(checked.disclosures))}</li>
          <li>{t('proof.step.shown', count(proof.matched))}</li>
        </ol>
        {head !== null && (
          <Text size="xs" c="dimmed" className={classes.root ?? ''}>
            {t('proof.root')} <code>{head.root}</code>
          </Text>
        )}
      </section>
      <Findings findings={proof.findings} />
      <Keys keys={proof.keys} isFirst={before === null} />
      <section>
        <h2 className={classes.heading}>{t('proof.limits')}</h2>
        <ul className={classes.steps}>
          <li>{t('proof.limit.human')}</li>
          <li>{t('proof.limit.screen')}</li>
          <li>{t('proof.limit.page')}</li>
        </ul>
      </section>
    </>
  );
}

function Differences({ differences }: { differences: readonly Difference[] }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  return (
    <section data-testid="proof-differences">
      <h2 className={classes.heading}>{t('proof.differences')}</h2>
      <ul className={classes.steps}>
        {differences.map((one) => (
          <li key={`${one.slot} ${one.what}`}>
            <b className="figures">{format.dateTime(one.slot * 1000)}</b>{' '}
            {one.what === 'other' || one.what === 'untold'
              ? t(`proof.difference.${one.what}`, {
                  parts: one.parts.map((part) => t(`proof.part.${part}`)).join(', '),
                })
              : t(`proof.difference.${one.what}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Keys({ keys, isFirst }: { keys: readonly Key[]; isFirst: boolean }) {
  const { t } = useTranslation('client');
  return (
    <section>
      <h2 className={classes.heading}>{t('proof.keys')}</h2>
      <ul className={classes.keys}>
        {keys.map((key) => (
          <li key={key.words}>
            <code>{key.words}</code>
            <span>
              {[
                t(`proof.role.${key.role}`),
                t(key.known ? (isFirst ? 'proof.key.noted' : 'proof.key.known') : 'proof.key.unknown'),
                ...(key.active ? [] : [t('proof.key.revoked')]),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <Text size="sm">{t('proof.compare')}</Text>
    </section>
  );
}
