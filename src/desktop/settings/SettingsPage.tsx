/** Settings: each takes effect when it is changed. Then the data, what observes this machine, and what is captured. */
import { Button, Switch, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { HOURS } from '../../../domain/hours';
import type { Settings } from '../../../electron/contract';
import classesOfApp from '../app.module.css';
import { CaptureNotice } from '../first-run/CaptureNotice';
import { PictureNoticeSettings } from '../pictures/PictureNoticeSettings';
import { PrivacySection } from '../privacy/PrivacySection';
import { useApp } from '../store';
import { Card, Choice, Row } from './Card';
import { changeSettings } from './change';
import { DataSection } from './DataSection';
import { Diagnostics } from './Diagnostics';
import { ShortcutRecorder } from './ShortcutRecorder';
import classes from './settings.module.css';

export default function SettingsPage() {
  const { t } = useTranslation();
  const settings = useApp((state) => state.settings);
  return (
    <section className={classesOfApp.scroll} aria-label={t('page.settings')}>
      <div className={classes.page}>
        <Title order={1} size="1.25rem">
          {t('page.settings')}
        </Title>
        <Card title={t('settings.look')}>
          <Language settings={settings} />
          <Choice
            label={t('settings.theme')}
            value={settings.theme}
            options={(['system', 'light', 'dark'] as const).map((value) => ({
              value,
              label: t(`settings.themes.${value}`),
            }))}
            onChange={(theme) => void changeSettings({ theme })}
          />
          <Choice
            label={t('settings.zone')}
            value={settings.zone}
            options={(['local', 'utc'] as const).map((value) => ({
              value,
              label: t(`settings.zones.${value}`),
            }))}
            onChange={(zone) => void changeSettings({ zone })}
            hint={t('settings.zoneHint')}
          />
          <Choice
            label={t('settings.hours')}
            value={settings.hours}
            options={HOURS.map((value) => ({ value, label: t(`settings.hoursChoices.${value}`) }))}
            onChange={(hours) => void changeSettings({ hours })}
          />
        </Card>
        <Card title={t('settings.capture')}>
          <Choice
            label={t('settings.displays')}
            value={settings.displays}
            options={(['all', 'pointer'] as const).map((value) => ({
              value,
              label: t(`settings.displayChoices.${value}`),
            }))}
            onChange={(displays) => void changeSettings({ displays })}
            hint={t('settings.displaysHint')}
          />
          <PictureNoticeSettings settings={settings} />
          <Row label={t('settings.perContract')}>
            <Text size="sm">{t('settings.perContractHint')}</Text>
            <Button
              variant="default"
              size="compact-sm"
              mt={4}
              onClick={() => useApp.setState({ page: 'contracts' })}
            >
              {t('settings.toContracts')}
            </Button>
          </Row>
        </Card>
        <PrivacySection settings={settings} />
        <Card title={t('settings.start')}>
          <Row label={t('settings.openAtLogin')}>
            <Switch
              aria-label={t('settings.openAtLogin')}
              label={t('settings.openAtLoginHint')}
              checked={settings.openAtLogin}
              onChange={(event) => void changeSettings({ openAtLogin: event.currentTarget.checked })}
            />
          </Row>
          <Row label={t('settings.shortcutTitle')}>
            <ShortcutRecorder
              value={settings.shortcut}
              onChange={(shortcut) => void changeSettings({ shortcut })}
            />
          </Row>
        </Card>
        <DataSection />
        <Diagnostics />
        <Card title={t('capture.title')}>
          <CaptureNotice level={3} />
        </Card>
      </div>
    </section>
  );
}

function Language({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('settings.language')}
      value={settings.language}
      options={[
        { value: 'system' as const, label: t('settings.languageSystem') },
        // A language is named in itself, so that whoever landed in the wrong one finds the way out.
        { value: 'en' as const, label: 'English' },
        { value: 'fr' as const, label: 'Français' },
      ]}
      onChange={(language) => void changeSettings({ language })}
    />
  );
}
