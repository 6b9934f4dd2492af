/** The contract's colour: eight radio buttons, each with its name. */
import { Group, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CONTRACT_COLOURS, contractInk } from '../../ui/palette';

export function ColourChoice(props: { label: string; value?: string; onChange?: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={props.label}
      value={props.value ?? null}
      {...(props.onChange ? { onChange: props.onChange } : {})}
    >
      <Group gap="md" mt={6}>
        {CONTRACT_COLOURS.map((colour) => (
          <Radio
            key={colour}
            value={colour}
            label={t(`colour.${colour}`)}
            styles={{
              radio: { backgroundColor: contractInk(colour), borderColor: contractInk(colour) },
              icon: { color: 'var(--surface)' },
            }}
          />
        ))}
      </Group>
    </Radio.Group>
  );
}
