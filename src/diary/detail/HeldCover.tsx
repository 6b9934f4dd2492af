/** Over a picture that is held because it shows another client's window, until the freelancer decides. */
import { Button } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePictureActions } from '../picture-actions';
import { useReader } from '../reader';
import type { DiaryPicture } from '../types';
import classes from './redact.module.css';

export interface HeldCoverProps {
  picture: DiaryPicture;
  editable: boolean;
  onRedact(): void;
}

export function HeldCover({ picture, editable, onRedact }: HeldCoverProps) {
  const { t } = useTranslation();
  const actions = usePictureActions();
  const reader = useReader();
  const [looked, setLooked] = useState(false);
  if (looked && !editable) return null;
  return (
    <div className={looked ? classes.heldBar : classes.held} data-testid="picture-held">
      {!looked && <IconEyeOff size={28} aria-hidden />}
      <span>{t(reader === null ? 'pictures.held' : 'pictures.heldReader')}</span>
      <div className={classes.heldActions}>
        {!looked && reader === null && (
          <Button size="compact-sm" variant="default" data-testid="held-look" onClick={() => setLooked(true)}>
            {t('pictures.look')}
          </Button>
        )}
        {actions && editable && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              data-testid="held-keep"
              onClick={() => void actions.release(picture.id)}
            >
              {t('pictures.keep')}
            </Button>
            <Button size="compact-sm" variant="default" data-testid="held-redact" onClick={onRedact}>
              {t('pictures.redact')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              data-testid="held-delete"
              onClick={() => void actions.remove(picture.id)}
            >
              {t('pictures.delete')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
