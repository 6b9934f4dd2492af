/**
 * Long work that is under way, at the foot of the window whatever page is open: what it is, how far it is, and the way
 * to cancel it. Main tells of a job only once it has taken half a second, so nothing flickers here.
 */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';
import classes from './jobs.module.css';

/** At the foot of the window, unless a dialog shows the jobs. */
export function JobStrip() {
  const inDialog = useApp((state) => state.jobsInDialog);
  return inDialog ? null : <Jobs />;
}

/** Inside of a dialog that began one: what lies under a dialog cannot be reached. */
export function DialogJobs() {
  useEffect(() => {
    useApp.setState({ jobsInDialog: true });
    return () => useApp.setState({ jobsInDialog: false });
  }, []);
  return <Jobs />;
}

function Jobs() {
  const { t } = useTranslation();
  const jobs = useApp((state) => state.jobs);
  return (
    <div>
      <Spoken job={jobs[0]} />
      {jobs.length > 0 && (
        <section aria-label={t('jobs.title')}>
          <ul className={classes.list}>
            {jobs.map((job) => (
              <Entry key={job.id} job={job} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Entry({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asked, setAsked] = useState(false);
  const what = t(`jobs.kind.${job.kind}`);

  async function cancel(): Promise<void> {
    setAsked(true);
    await attempt(api.call('job.cancel', { id: job.id }));
  }

  return (
    <li className={classes.job} data-testid={`job-${job.kind}`}>
      <span className={classes.what}>{what}</span>
      <progress
        className={classes.bar}
        aria-label={what}
        {...(job.total === null ? {} : { value: job.done, max: job.total })}
      />
      <span className={`${classes.share} figures`}>
        {job.total !== null && format.percent(job.done / job.total)}
      </span>
      {job.cancellable ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={asked}
          aria-label={t('jobs.cancelNamed', { what })}
          data-testid="job-cancel"
          onClick={() => void cancel()}
        >
          {t('jobs.cancel')}
        </Button>
      ) : (
        <span className={classes.forward}>{t('jobs.onlyForward')}</span>
      )}
    </li>
  );
}

/** Says the begin, and each quarter: a screen reader must not be told of every step. */
function Spoken({ job }: { job: Job | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const quarter = job === undefined || job.total === null ? 0 : Math.floor((job.done / job.total) * 4) / 4;
  const what = job === undefined ? '' : t(`jobs.kind.${job.kind}`);
  return (
    <p className="visually-hidden" role="status">
      {quarter > 0 ? t('jobs.said', { what, share: format.percent(quarter) }) : what}
    </p>
  );
}
