/** The way to a restore: in the settings, and on the first run of a new computer. */
import { Button } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

const RestoreDialog = lazy(() => import('./RestoreDialog'));

export function RestoreButton({ label, variant }: { label: string; variant: 'default' | 'subtle' }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant={variant}
        leftSection={<IconRestore size={16} aria-hidden />}
        data-testid="restore"
        onClick={() => setOpened(true)}
      >
        {label}
      </Button>
      {opened && (
        <Suspense fallback={null}>
          <RestoreDialog onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
