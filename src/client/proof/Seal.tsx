/** At a glance: whether what is shown is what was signed, said by this browser itself; one click shows how it knows. */
import { Button } from '@mantine/core';
import {
  IconLoader2,
  IconShieldCheck,
  IconShieldQuestion,
  IconShieldX,
  type TablerIcon,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import { useFormat } from '../../ui/format-context';
import type { Shown } from './compare';
import classes from './proof.module.css';
import { standingOf } from './prove';
import { type Check, useProof } from './use-proof';

const ProofDialog = lazy(() => import('./ProofDialog'));

export interface SealProps {
  contract: ContractId;
  /** Null while it is awaited. */
  shown: Shown | null;
  /** Asks the server once more for what is shown. */
  again(): void;
}

export function Seal({ contract, shown, again }: SealProps) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const { check, start } = useProof(contract, shown, again);
  const [open, setOpen] = useState(false);
  const look = lookOf(check);
  const Icon = ICONS[look];
  const count = check.state === 'done' ? check.proof.matched : 0;
  const text =
    look === 'match'
      ? t(count === 0 ? 'proof.seal.matchNone' : 'proof.seal.match', {
          count,
          formatted: format.number(count),
        })
      : t(`proof.seal.${look}`);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        // What it says grows; where it begins stays.
        justify="flex-start"
        className={classes.seal ?? ''}
        data-look={look}
        data-testid="seal"
        aria-haspopup="dialog"
        leftSection={<Icon size={17} aria-hidden className={look === 'checking' ? classes.turning : ''} />}
        disabled={look === 'waiting'}
        onClick={() => {
          if (check.state === 'large' || check.state === 'failed') start();
          setOpen(true);
        }}
      >
        {text}
      </Button>
      {open && shown !== null && (
        <Suspense fallback={null}>
          <ProofDialog
            contract={contract}
            shown={shown}
            check={check}
            onStart={start}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

export type Look = 'waiting' | 'large' | 'checking' | 'cannot' | 'failed' | 'match' | 'undecided' | 'broken';

export function lookOf(check: Check): Look {
  return check.state === 'done' ? standingOf(check.proof) : check.state;
}

const ICONS: Record<Look, TablerIcon> = {
  waiting: IconLoader2,
  large: IconShieldQuestion,
  checking: IconLoader2,
  cannot: IconShieldQuestion,
  failed: IconShieldQuestion,
  match: IconShieldCheck,
  undecided: IconShieldQuestion,
  broken: IconShieldX,
};
