/** The page's head: the way home, the language and the theme for everybody, and the account's menu for who is signed in. */
import { ActionIcon, Menu, Text, Tooltip } from '@mantine/core';
import {
  IconBriefcase,
  IconDeviceDesktop,
  IconDevices,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
  IconUserCircle,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../domain/protocol-accounts';
import { leave } from './access/leave';
import classes from './frame.module.css';
import { THEMES, type ThemeChoice } from './preferences';
import { go, Link } from './route';
import { chooseLanguage, chooseTheme, useClient } from './store';

const THEME_ICONS: Record<ThemeChoice, typeof IconSun> = {
  system: IconDeviceDesktop,
  light: IconSun,
  dark: IconMoon,
};

export function Head({ session }: { session: Session | null }) {
  const { t } = useTranslation('client');
  return (
    <header className={classes.head}>
      <Link className={classes.brand} to={{ page: 'contracts' }}>
        Minutier
      </Link>
      <LanguageButton />
      <ThemeMenu />
      {session !== null && (
        <Menu position="bottom-end" withinPortal={false} shadow="md">
          <Menu.Target>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('head.account', { name: session.account.name })}
            >
              <IconUserCircle size={20} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              <Text size="sm" fw={650} c="var(--mantine-color-text)">
                {session.account.name}
              </Text>
              <Text size="xs">{session.account.email}</Text>
            </Menu.Label>
            <Menu.Item
              leftSection={<IconBriefcase size={16} aria-hidden />}
              onClick={() => go({ page: 'contracts' })}
            >
              {t('contracts.title')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconUser size={16} aria-hidden />}
              onClick={() => go({ page: 'account' })}
            >
              {t('account.title')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDevices size={16} aria-hidden />}
              onClick={() => go({ page: 'devices' })}
            >
              {t('devices.title')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
              {t('access.signOut')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </header>
  );
}

/** The name of the other language in that language: whoever needs it can read it. */
function LanguageButton() {
  const { t } = useTranslation('client');
  const language = useClient((state) => state.language);
  const [busy, setBusy] = useState(false);
  const other = language === 'fr' ? 'en' : 'fr';
  const label = other === 'fr' ? 'Français' : 'English';
  return (
    <Tooltip label={t('head.language', { language: label })}>
      <ActionIcon
        variant="default"
        size="lg"
        lang={other}
        loading={busy}
        aria-label={label}
        onClick={async () => {
          setBusy(true);
          await chooseLanguage(other);
          setBusy(false);
        }}
      >
        <IconLanguage size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function ThemeMenu() {
  const { t } = useTranslation('client');
  const theme = useClient((state) => state.theme);
  const Icon = THEME_ICONS[theme];
  return (
    <Menu position="bottom-end" withinPortal={false} shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('head.theme', { theme: t(`theme.${theme}`) })}>
          <Icon size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={theme} onChange={(choice) => chooseTheme(themeOf(choice))}>
          {THEMES.map((choice) => (
            <Menu.RadioItem key={choice} value={choice} closeMenuOnClick>
              {t(`theme.${choice}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

function themeOf(choice: string): ThemeChoice {
  return THEMES.find((one) => one === choice) ?? 'system';
}
