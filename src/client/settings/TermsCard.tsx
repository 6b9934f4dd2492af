/** Time by hand, and the activity tags that there are. */
import { Button, Switch, TagsInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { ContractView } from '../../../domain/protocol-diary';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { useSending } from '../asked';
import { Done } from '../Done';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { loadContract } from '../store';
import { ByClient } from './LimitCard';
import { Card } from './SettingsPage';

interface TermsProps {
  contract: ContractId;
  view: ContractView;
  isClient: boolean;
}

export function TermsCard(props: TermsProps) {
  const { t } = useTranslation('client');
  const [done, setDone] = useState(false);
  return (
    <Card title={t('settings.terms')}>
      {props.isClient ? (
        <TermsForm key={keyOf(props.view)} {...props} onSet={setDone} />
      ) : (
        <Terms {...props} />
      )}
      <Done shown={done}>{t('settings.termsDone')}</Done>
    </Card>
  );
}

/** What somebody else set meanwhile is shown, and not overwritten by what this page still has in its fields. */
function keyOf({ manual, tags, tagRequired }: ContractView): string {
  return JSON.stringify([manual, tags, tagRequired]);
}

function Terms({ view }: TermsProps) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const yes = (is: boolean) => (is ? t('settings.yes') : t('settings.no'));
  return (
    <>
      <dl className={frame.facts}>
        <dt>{t('settings.manual')}</dt>
        <dd>{yes(view.manual)}</dd>
        <dt>{t('settings.tags')}</dt>
        <dd>
          {view.tags.length === 0
            ? t('settings.noTags')
            : new Intl.ListFormat(format.locale).format(view.tags)}
        </dd>
        <dt>{t('settings.tagRequired')}</dt>
        <dd>{yes(view.tagRequired)}</dd>
      </dl>
      <ByClient />
    </>
  );
}

function TermsForm({ contract, view, onSet }: TermsProps & { onSet(done: boolean): void }) {
  const { t } = useTranslation('client');
  const [manual, setManual] = useState(view.manual);
  const [tags, setTags] = useState(view.tags);
  const [isRequired, setRequired] = useState(view.tagRequired);
  const { sending, failure, send } = useSending();
  // Without a tag none can be asked for.
  const tagRequired = isRequired && tags.length > 0;
  const isSame =
    manual === view.manual &&
    tagRequired === view.tagRequired &&
    tags.length === view.tags.length &&
    tags.every((tag, at) => tag === view.tags[at]);

  async function save(event: FormEvent) {
    event.preventDefault();
    onSet(false);
    const answer = await send(
      api.call('setTerms', { params: { contract }, body: { manual, tags, tagRequired } }),
    );
    if (answer === undefined) return;
    onSet(true);
    await loadContract(contract);
  }

  return (
    <form className={frame.stack} onSubmit={(event) => void save(event)}>
      <Switch
        label={t('settings.manual')}
        description={t('settings.manualWhat')}
        checked={manual}
        data-testid="terms-manual"
        onChange={(event) => setManual(event.currentTarget.checked)}
      />
      <TagsInput
        label={t('settings.tags')}
        description={t('settings.tagsWhat')}
        maxTags={100}
        maxLength={60}
        value={tags}
        data-testid="terms-tags"
        onChange={setTags}
      />
      <Switch
        label={t('settings.tagRequired')}
        checked={tagRequired}
        disabled={tags.length === 0}
        data-testid="terms-required"
        onChange={(event) => setRequired(event.currentTarget.checked)}
      />
      <FailureNote failure={failure} />
      <Button type="submit" w="fit-content" loading={sending} disabled={isSame} data-testid="terms-set">
        {t('settings.termsSet')}
      </Button>
    </form>
  );
}
