/** The settings' part about what is never captured, whatever the contract. */
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../electron/contract';
import { Card, Choice, Row } from '../settings/Card';
import { changeSettings } from '../settings/change';
import { PatternList } from './PatternList';

export function PrivacySection({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  return (
    <Card title={t('privacy.part')}>
      <Row label={t('privacy.excludedAll')}>
        <PatternList
          label={t('privacy.excluded')}
          hint={t('privacy.excludedHint')}
          value={settings.excluded}
          groups
          testId="settings-excluded"
          onChange={(excluded) => void changeSettings({ excluded })}
        />
      </Row>
      <Choice
        label={t('privacy.unknown')}
        value={settings.unknownPlaces}
        options={(['blur', 'skip'] as const).map((value) => ({
          value,
          label: t(`privacy.unknowns.${value}`),
        }))}
        onChange={(unknownPlaces) => void changeSettings({ unknownPlaces })}
        hint={t('privacy.unknownHint')}
      />
    </Card>
  );
}
