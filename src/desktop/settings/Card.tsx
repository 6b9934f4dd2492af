/** How the settings are laid out: cards of rows, each row a label and what it labels. */
import { SegmentedControl, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './settings.module.css';

export function Card({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={classes.rows}>{children}</div>
    </section>
  );
}

export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <div className={classes.rowLabel}>{label}</div>
      <div>{children}</div>
    </div>
  );
}

export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  hint?: string;
  onChange(value: T): void;
}) {
  return (
    <Row label={props.label}>
      <SegmentedControl
        aria-label={props.label}
        classNames={{ root: classes.choice ?? '' }}
        value={props.value}
        data={[...props.options]}
        onChange={props.onChange}
      />
      {props.hint && (
        <Text size="xs" c="dimmed" mt={4}>
          {props.hint}
        </Text>
      )}
    </Row>
  );
}
