import ArrowDown from 'lucide-solid/icons/arrow-down'
import ArrowUp from 'lucide-solid/icons/arrow-up'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import Pencil from 'lucide-solid/icons/pencil'
import Trash from 'lucide-solid/icons/trash'
import { Show } from 'solid-js'
import type { ComponentGroup } from '../../../src-server/contract/components.ts'
import buttons from '../../ui/button.module.css'
import { IconButton } from '../../ui/button.tsx'
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx'
import type { SectionProps } from './section.tsx'
import { t } from './words.ts'

/** What can be done with a group: a step up or down, its words, its end. */
export function GroupTools(props: SectionProps & { group: ComponentGroup }) {
  const entries = (): MenuEntry[] => [
    {
      id: 'edit',
      label: t('components.menu.edit'),
      icon: Pencil,
      run: () => props.onEdit(props.group.id),
    },
    {
      id: 'delete',
      label: t('components.menu.removeGroup'),
      icon: Trash,
      danger: true,
      separated: true,
      run: () => props.onDelete(props.group.id),
    },
  ]
  return (
    <>
      <Show when={props.canMove}>
        <IconButton
          icon={ArrowUp}
          size={15}
          label={t('components.up', props.group.name)}
          aria-disabled={props.first ? 'true' : undefined}
          onClick={() => void props.actions.moveGroup(props.group, -1)}
        />
        <IconButton
          icon={ArrowDown}
          size={15}
          label={t('components.down', props.group.name)}
          aria-disabled={props.last ? 'true' : undefined}
          onClick={() => void props.actions.moveGroup(props.group, 1)}
        />
      </Show>
      <MenuButton
        class={buttons.icon}
        label={t('components.groupActions', props.group.name)}
        tip={t('components.groupActions', props.group.name)}
        placement="bottom-end"
        entries={entries()}
      >
        <Ellipsis size={16} aria-hidden="true" />
      </MenuButton>
    </>
  )
}
