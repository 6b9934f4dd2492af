/** Who observes this machine, and what it cannot do: named plainly, so that nobody has to guess. */
import { Loader } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostics as DiagnosticsData } from '../../../electron/contract';
import { Card } from './Card';
import classes from './settings.module.css';
import { useDiagnostics } from './use-diagnostics';

const SENSORS = ['picture', 'window', 'input', 'idle'] as const;
const LIMITS = ['no-window-titles', 'no-input-counts', 'no-pictures', 'wayland-pictures'] as const;

export function Diagnostics() {
  const { t } = useTranslation();
  const diagnostics = useDiagnostics();
  return (
    <Card title={t('diagnostics.title')}>
      {diagnostics === null ? (
        <Loader size="sm" aria-label={t('loading')} />
      ) : (
        <dl className={classes.facts} data-testid="diagnostics">
          <Fact name={t('diagnostics.backends')}>
            <span data-testid="diagnostics-backends">{backendsText(t, diagnostics)}</span>
          </Fact>
          <Fact name={t('diagnostics.keyStore')}>{t(`diagnostics.keyStores.${diagnostics.keyStore}`)}</Fact>
          <Fact name={t('diagnostics.limits')}>
            {diagnostics.limits.length === 0
              ? t('diagnostics.noLimits')
              : diagnostics.limits.map((limit) => <div key={limit}>{limitText(t, limit)}</div>)}
          </Fact>
          <Fact name={t('diagnostics.platform')}>
            {diagnostics.platform} · {diagnostics.session}
          </Fact>
          <Fact name={t('diagnostics.version')}>Minutier {diagnostics.appVersion}</Fact>
        </dl>
      )}
    </Card>
  );
}

/** "pictures: node-screenshots; windows: X11; …" */
function backendsText(t: TFunction, { backends }: DiagnosticsData): string {
  return SENSORS.map((sensor) =>
    t('diagnostics.backend', { sensor: t(`diagnostics.sensors.${sensor}`), name: backends[sensor] }),
  ).join(t('diagnostics.separator'));
}

function limitText(t: TFunction, limit: string): string {
  const known = LIMITS.find((one) => one === limit);
  return known ? t(`limits.${known}`) : limit;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
