/** The diary server: to connect to one, what is shared with it, what waits, what was refused, and what the client asks. */
import { Button, List, Loader, Text, Title } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classesOfApp from '../app.module.css';
import evidenceClasses from '../evidence/evidence.module.css';
import { useApp } from '../store';
import ConnectDialog from './ConnectDialog';
import { RefusedList } from './RefusedList';
import { ServerCard } from './ServerCard';
import { SharedContract } from './SharedContract';
import classes from './sync.module.css';
import { useSync } from './sync-store';

export default function ServerPage() {
  const { t } = useTranslation();
  const sync = useSync((state) => state.sync);
  const contracts = useApp((state) => state.contracts);
  const [connecting, setConnecting] = useState(false);
  // What is archived is shown only where it is still with the server.
  const shown = contracts.filter(
    ({ id, archivedAt }) =>
      archivedAt === null || sync?.contracts.some(({ contractId, sent }) => contractId === id && sent > 0),
  );
  return (
    <section className={classesOfApp.scroll} aria-label={t('page.server')}>
      <div className={evidenceClasses.page}>
        <Title order={1} size="1.25rem">
          {t('sync.title')}
        </Title>
        {sync === null ? (
          <Loader aria-label={t('loading')} />
        ) : sync.server === null ? (
          <>
            <section className={evidenceClasses.card} aria-labelledby="sync-none" data-testid="sync-none">
              <h2 id="sync-none">{t('sync.none.title')}</h2>
              <Text size="sm" mt={4}>
                {t('sync.none.what')}
              </Text>
              <List size="sm" mt="xs">
                {(['see', 'set', 'offline', 'own'] as const).map((what) => (
                  <List.Item key={what}>{t(`sync.none.points.${what}`)}</List.Item>
                ))}
              </List>
              <Button
                mt="sm"
                leftSection={<IconPlugConnected size={16} aria-hidden />}
                data-testid="sync-connect"
                onClick={() => setConnecting(true)}
              >
                {t('sync.connect.button')}
              </Button>
            </section>
            <WhatItSees />
          </>
        ) : (
          <>
            <ServerCard sync={sync} server={sync.server} />
            <RefusedList refused={sync.refused} />
            {shown.map((contract) => (
              <SharedContract
                key={contract.id}
                contract={contract}
                state={sync.contracts.find(({ contractId }) => contractId === contract.id) ?? null}
              />
            ))}
            <WhatItSees />
          </>
        )}
      </div>
      {connecting && <ConnectDialog invited={null} onClose={() => setConnecting(false)} />}
    </section>
  );
}

/** In plain words: whoever runs the server can read what is shared, and what even they cannot do. */
function WhatItSees() {
  const { t } = useTranslation();
  return (
    <section className={evidenceClasses.card} aria-labelledby="sync-sees" data-testid="sync-sees">
      <h2 id="sync-sees">{t('sync.sees.title')}</h2>
      {(['does', 'doesNot'] as const).map((side) => (
        <div key={side} className={classes.side}>
          <h3>{t(`sync.sees.${side}Title`)}</h3>
          <List size="sm">
            {(['one', 'two', 'three'] as const).map((which) => (
              <List.Item key={which}>{t(`sync.sees.${side}.${which}`)}</List.Item>
            ))}
          </List>
        </div>
      ))}
    </section>
  );
}
