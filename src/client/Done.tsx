/** Says that something was done, beside what was done; screen readers hear it, because its place is there before. */
import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './done.module.css';

export function Done({ shown, children }: { shown: boolean; children: ReactNode }) {
  return (
    <div role="status" className={classes.place}>
      {shown && (
        <Text size="sm" className={classes.done}>
          <IconCheck size={16} aria-hidden />
          {children}
        </Text>
      )}
    </div>
  );
}
