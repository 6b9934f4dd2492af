/** What a check found, in words; what is said in the same words is said once, with how often. */
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../domain/finding';
import { sentenceIn, subjectIn } from '../../../verifier/describe';
import classes from './proof.module.css';

/** Subjects that are named; of more, their number. */
const NAMED = 5;

export function Findings({ findings }: { findings: readonly Finding[] }) {
  const { t, i18n } = useTranslation('client');
  const language = i18n.language === 'fr' ? 'fr' : 'en';
  const groups = new Map<string, { first: Finding; subjects: string[] }>();
  for (const one of findings) {
    const sentence = sentenceIn(one, language);
    const group = groups.get(sentence) ?? { first: one, subjects: [] };
    groups.set(sentence, group);
    // "The bundle" says nothing here: it is all that there is.
    if (one.subject.type !== 'bundle') group.subjects.push(subjectIn(one.subject, language));
  }
  return (
    <section data-testid="findings">
      <h2 className={classes.heading}>{t('proof.findings')}</h2>
      {findings.length === 0 ? (
        <p className={classes.none}>{t('proof.noFindings')}</p>
      ) : (
        <ul className={classes.findings}>
          {[...groups].map(([sentence, { first, subjects }]) => (
            <li key={sentence} data-severity={first.severity} data-finding={first.id}>
              <span className={classes.severity}>{t(`proof.severity.${first.severity}`)}</span> {sentence}
              <span className={classes.subjects} hidden={subjects.length === 0}>
                {[...new Set(subjects)].slice(0, NAMED).join(' · ')}
                {subjects.length > NAMED && ` · ${t('proof.more', { count: subjects.length - NAMED })}`}
              </span>
              <span className={classes.subjects}>
                {first.rule} · {first.id}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
