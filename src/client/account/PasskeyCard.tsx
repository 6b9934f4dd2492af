/** The account's passkeys: which there are, adding one, removing one. The only way in cannot be removed. */
import { Button, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../domain/protocol-accounts';
import { useFormat } from '../../ui/format-context';
import { CeremonyNote } from '../access/CeremonyNote';
import { type Ceremony, canUsePasskeys, makePasskey } from '../access/passkey';
import { api } from '../api';
import { useAsked, useSending } from '../asked';
import { Done } from '../Done';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { signedIn } from '../store';

export function PasskeyCard({ account }: { account: Session['account'] }) {
  const { t } = useTranslation('client');
  const list = useAsked('passkeys', {});
  return (
    <section className={frame.card} aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t('account.passkeys')}</h2>
      <div className={frame.stack}>
        <FailureNote failure={list.failure} onRetry={list.again} />
        {list.value?.passkeys.length === 0 && <Text size="sm">{t('account.passkeysNone')}</Text>}
        {list.value !== null && list.value.passkeys.length > 0 && (
          <ul className={frame.list}>
            {list.value.passkeys.map((passkey) => (
              <PasskeyRow
                key={passkey.id}
                passkey={passkey}
                isOnlyWay={!account.hasPassword && list.value?.passkeys.length === 1}
                onRemoved={list.again}
              />
            ))}
          </ul>
        )}
        {canUsePasskeys() ? (
          <AddForm onAdded={list.again} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('access.passkey.unable')}
          </Text>
        )}
      </div>
    </section>
  );
}

function PasskeyRow(props: {
  passkey: { id: string; name: string; createdAt: number; usedAt: number | null };
  isOnlyWay: boolean;
  onRemoved(): void;
}) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const { sending, failure, send } = useSending();
  const { id, createdAt, usedAt } = props.passkey;
  const name = props.passkey.name === '' ? t('account.passkeyUnnamed') : props.passkey.name;
  async function remove() {
    const answer = await send(api.call('removePasskey', { params: { passkey: id } }));
    if (answer === undefined) return;
    signedIn(answer.value);
    props.onRemoved();
  }
  return (
    <li className={frame.item}>
      <div className={frame.itemText}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {t('account.passkeyMade', { date: format.date(createdAt) })} ·{' '}
          {usedAt === null
            ? t('account.passkeyUnused')
            : t('account.passkeyUsed', { date: format.dateTime(usedAt) })}
        </Text>
        {props.isOnlyWay && <Text size="sm">{t('account.passkeyLast')}</Text>}
        <FailureNote failure={failure} />
      </div>
      {!props.isOnlyWay && (
        <Button
          variant="default"
          size="xs"
          loading={sending}
          aria-label={t('account.passkeyRemove', { name })}
          onClick={() => void remove()}
        >
          {t('account.passkeyRemoveShort')}
        </Button>
      )}
    </li>
  );
}

function AddForm({ onAdded }: { onAdded: () => void }) {
  const { t } = useTranslation('client');
  const [name, setName] = useState('');
  const [ceremony, setCeremony] = useState<Ceremony['outcome'] | null>(null);
  const [done, setDone] = useState(false);
  const { sending, failure, send } = useSending();

  async function add(event: FormEvent) {
    event.preventDefault();
    setDone(false);
    setCeremony(null);
    const options = await send(api.call('addPasskeyOptions'));
    if (options === undefined) return;
    const made = await makePasskey(options.value);
    setCeremony(made.outcome);
    if (made.outcome !== 'done') return;
    const answer = await send(
      api.call('addPasskey', { body: { response: made.response, name: name.trim() } }),
    );
    if (answer === undefined) return;
    signedIn(answer.value);
    setName('');
    setDone(true);
    onAdded();
  }

  return (
    <form className={frame.stack} onSubmit={(event) => void add(event)}>
      <TextInput
        label={t('account.passkeyName')}
        placeholder={t('account.passkeyNameHint')}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <CeremonyNote outcome={ceremony} />
      <FailureNote failure={failure} />
      <Done shown={done}>{t('account.passkeyAdded')}</Done>
      <Button
        type="submit"
        variant="default"
        w="fit-content"
        leftSection={<IconFingerprint size={16} aria-hidden />}
        loading={sending}
        data-testid="add-passkey"
      >
        {t('account.passkeyAdd')}
      </Button>
    </form>
  );
}
