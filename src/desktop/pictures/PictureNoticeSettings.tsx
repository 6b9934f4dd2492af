/** What is told at each picture, how, and for how long. */
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../electron/contract';
import { Choice } from '../settings/Card';
import { changeSettings } from '../settings/change';

export function PictureNoticeSettings({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  return (
    <>
      <Choice
        label={t('preview.setting')}
        value={settings.pictureNotice}
        options={(['off', 'silent', 'sound'] as const).map((value) => ({
          value,
          label: t(`preview.modes.${value}`),
        }))}
        onChange={(pictureNotice) => void changeSettings({ pictureNotice })}
        hint={t('preview.settingHint')}
      />
      {settings.pictureNotice !== 'off' && (
        <>
          <Choice
            label={t('preview.by')}
            value={settings.pictureNoticeBy}
            options={(['corner', 'system', 'both'] as const).map((value) => ({
              value,
              label: t(`preview.ways.${value}`),
            }))}
            onChange={(pictureNoticeBy) => void changeSettings({ pictureNoticeBy })}
          />
          <Choice
            label={t('preview.time')}
            value={`${settings.pictureNoticeSeconds}`}
            options={([15, 30, 60] as const).map((value) => ({
              value: `${value}`,
              label: t('preview.seconds', { count: value }),
            }))}
            onChange={(value) =>
              void changeSettings({
                pictureNoticeSeconds: value === '15' ? 15 : value === '60' ? 60 : 30,
              })
            }
          />
        </>
      )}
    </>
  );
}
