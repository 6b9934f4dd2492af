/**
 * A row of buttons, one for each format that something can be saved in, and under it what came of the last one.
 * One is saved at a time.
 */
import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { attempt } from './failures';

export interface ExportButtonsProps<Format extends string, Answer> {
  /** Test ids: `ID-json`, … and `ID-result`. */
  id: string;
  formats: readonly Format[];
  label(format: Format): string;
  save(format: Format): Promise<Answer>;
  /** What came of it, in words. */
  told(answer: Answer): ReactNode;
  /** Stands between the buttons and what came of it. */
  children?: ReactNode;
}

export function ExportButtons<Format extends string, Answer>(props: ExportButtonsProps<Format, Answer>) {
  const { id, formats } = props;
  const [busy, setBusy] = useState<Format | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);

  async function save(format: Format): Promise<void> {
    setBusy(format);
    setAnswer(null);
    setAnswer((await attempt(props.save(format))) ?? null);
    setBusy(null);
  }

  return (
    <>
      <Group gap="xs">
        {formats.map((format) => (
          <Button
            key={format}
            variant="default"
            loading={busy === format}
            disabled={busy !== null && busy !== format}
            leftSection={<IconDownload size={16} aria-hidden />}
            data-testid={`${id}-${format}`}
            onClick={() => void save(format)}
          >
            {props.label(format)}
          </Button>
        ))}
      </Group>
      {props.children}
      <Text size="sm" role="status" mt={4} style={{ overflowWrap: 'anywhere' }} data-testid={`${id}-result`}>
        {answer !== null && props.told(answer)}
      </Text>
    </>
  );
}
