/** The contracts of the account, with the role that it has in each. */
import { Badge, Button, Text, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../domain/protocol-accounts';
import { useFormat } from '../../ui/format-context';
import { useTitle } from '../App';
import frame from '../frame.module.css';
import { Link } from '../route';
import classes from './contracts.module.css';
import { firstPlace, type Membership } from './roles';

export default function ContractsPage({ session }: { session: Session }) {
  const { t } = useTranslation('client');
  useTitle(t('contracts.title'));
  return (
    <div className={frame.page}>
      <Title order={1} size="h2">
        {t('contracts.title')}
      </Title>
      {session.contracts.length === 0 ? (
        <section className={frame.card}>
          <div className={frame.stack}>
            <Text>{t('contracts.none')}</Text>
            <Text>{t('contracts.noneFreelancer')}</Text>
            <Button component={Link} to={{ page: 'devices' }} variant="default" w="fit-content">
              {t('devices.pair')}
            </Button>
          </div>
        </section>
      ) : (
        <ul className={frame.list}>
          {session.contracts.map((membership) => (
            <li key={`${membership.id} ${membership.role}`}>
              <ContractLink membership={membership} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ContractLink({ membership }: { membership: Membership }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const { role, title, client, freelancer, until } = membership;
  return (
    <Link className={classes.contract} to={firstPlace(membership)}>
      <span className={classes.names}>
        <span className={classes.title}>{title}</span>
        <span className={classes.people}>
          {t('contracts.between', { freelancer, client })}
          {until !== null && ` · ${t('contracts.until', { date: format.dateTime(until) })}`}
        </span>
      </span>
      <Badge variant="light" className={classes.role ?? ''}>
        {t(`role.${role}`)}
      </Badge>
      <IconChevronRight size={18} aria-hidden />
    </Link>
  );
}
