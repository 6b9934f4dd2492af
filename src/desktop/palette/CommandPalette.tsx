/** Everything the window can do, by typing a part of its name. Opened by Ctrl or ⌘ with K. */
import '@mantine/spotlight/styles.css';
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { folded } from '../../../domain/privacy';
import { useFocusBack } from '../../ui/focus-back';
import { Keys } from '../keyboard/Keys';
import { useApp } from '../store';
import { useShownContract } from '../timer/shown-contract';
import { type PaletteDoors, paletteCommands } from './commands';

const GROUPS = ['timer', 'go', 'data', 'look'] as const;

export default function CommandPalette({ onClose, doors }: { onClose(): void; doors: PaletteDoors }) {
  const { t } = useTranslation();
  const contracts = useApp((state) => state.contracts);
  const mode = useApp(({ timer }) => timer.mode);
  const settings = useApp((state) => state.settings);
  const shown = useShownContract();
  useFocusBack();
  useEffect(() => spotlight.open(), []);

  // Made anew when the mode changes, not each second of the timer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the timer only the mode decides what is offered
  const groups = useMemo<SpotlightActionGroupData[]>(() => {
    const commands = paletteCommands(
      { contracts, settings, timer: useApp.getState().timer },
      shown,
      doors,
      t,
    );
    return GROUPS.map((group) => ({
      group: t(`palette.groups.${group}`),
      actions: commands
        .filter((command) => command.group === group)
        .map(({ id, label, detail, keys, run }) => ({
          id,
          label,
          ...(detail === undefined ? {} : { description: detail }),
          rightSection: keys && <Keys keys={keys} />,
          onClick: run,
          'data-testid': `palette-${id}`,
        })),
    }));
  }, [contracts, settings, mode, shown, t]);

  return (
    <Spotlight
      actions={groups}
      filter={filtered}
      shortcut={null}
      highlightQuery
      // Where it begins stays put while the list under it shortens.
      centered={false}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      title={t('palette.title')}
      classNames={{ header: 'visually-hidden' }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('palette.title') } }}
      onSpotlightClose={onClose}
      nothingFound={t('palette.nothing')}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('palette.field'),
        'aria-label': t('palette.title'),
      }}
      data-testid="palette"
    />
  );
}

/** Every word of the query somewhere in the label or what stands under it, accents and case aside. */
function filtered(query: string, actions: readonly unknown[]): SpotlightActionGroupData[] {
  const words = folded(query)
    .split(' ')
    .filter((word) => word !== '');
  return actions.filter(isGroup).flatMap((group) => {
    const hits = group.actions.filter(({ label, description }) => {
      const text = folded(`${label ?? ''} ${description ?? ''}`);
      return words.every((word) => text.includes(word));
    });
    return hits.length === 0 ? [] : [{ ...group, actions: hits }];
  });
}

function isGroup(action: unknown): action is SpotlightActionGroupData {
  return typeof action === 'object' && action !== null && 'group' in action && 'actions' in action;
}
