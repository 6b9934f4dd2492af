/** What can be taken away of a week: the invoice, the timesheet, the whole evidence. The browser saves them by their names. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import { WEEK_MS } from '../../../domain/week';
import { api } from '../api';
import frame from '../frame.module.css';
import classes from './week.module.css';

export function Files(props: { contract: ContractId; week: number; role: RoleOnContract }) {
  const { contract, week, role } = props;
  const { t, i18n } = useTranslation('client');
  const params = { contract, week };
  const language = i18n.language === 'fr' ? 'fr' : 'en';
  const files = [
    ...(role === 'mediator'
      ? []
      : ([['invoice', api.url('invoicePdf', { params, query: { language } })]] as const)),
    ['csv', api.url('timesheetCsv', { params })],
    ['bundle', api.url('bundle', { params: { contract }, query: { from: week, to: week + WEEK_MS / 1000 } })],
  ] as const;
  return (
    <section className={frame.card} aria-labelledby="week-files">
      <h2 id="week-files">{t('week.files')}</h2>
      <div className={classes.files}>
        {files.map(([file, href]) => (
          <Button
            key={file}
            component="a"
            href={href}
            download
            variant="default"
            size="compact-md"
            leftSection={<IconDownload size={16} aria-hidden />}
            data-testid={`file-${file}`}
          >
            {t(`week.file.${file}`)}
          </Button>
        ))}
      </div>
      <p className={classes.quiet}>{t('week.bundleWhat')}</p>
    </section>
  );
}
