import { useSearchParams } from '@solidjs/router'
import FolderPlus from 'lucide-solid/icons/folder-plus'
import Pencil from 'lucide-solid/icons/pencil'
import Plus from 'lucide-solid/icons/plus'
import Trash from 'lucide-solid/icons/trash'
import { createEffect, createMemo, createSignal, For, Show } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import {
  type Component,
  type ComponentGroup,
  listComponentGroups,
  listComponents,
} from '../../../src-server/contract/components.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { environment } from '../../state/choices.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { Announce } from '../../ui/hidden.tsx'
import { LockNote } from '../../ui/lock-note.tsx'
import { type MenuEntry, RowMenu, type RowMenuTarget } from '../../ui/menu.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { useComponentActions } from './actions.ts'
import styles from './components.module.css'
import { DeleteDialog, type Doomed } from './delete.tsx'
import { CreateComponent, EditComponent } from './edit.tsx'
import { GroupDialog } from './edit-group.tsx'
import { type ComponentsParams, filtered, type Section, sectionsOf } from './model.ts'
import { ComponentSection } from './section.tsx'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

const keyOf = (section: Section): string => section.group?.id ?? ''

/** Components by group: their status at a glance, their order as visitors see it. */
export default function ComponentsScreen() {
  const [params, setParams] = useSearchParams<ComponentsParams>()
  const list = useWholeList(() => ({ endpoint: listComponents, input: { query: { limit: '200' } }, every: 30_000 }))
  const groupList = useWholeList(() => ({ endpoint: listComponentGroups, input: { query: { limit: '200' } } }))
  // Rows keep their identity when the list is asked for again, so that a move or a new status never takes the focus away.
  const [kept, setKept] = createStore<{ components: Component[]; groups: ComponentGroup[] }>({
    components: [],
    groups: [],
  })
  createEffect(() => setKept('components', reconcile([...(list.data() ?? [])], { key: 'id' })))
  createEffect(() => setKept('groups', reconcile([...(groupList.data() ?? [])], { key: 'id' })))
  const [typed, setTyped] = createSignal('')
  const sections = createMemo(() => sectionsOf(kept.components, kept.groups))
  const shown = createMemo(() => filtered(sections(), typed()))
  const shownCount = (): number => shown().reduce((sum, section) => sum + section.components.length, 0)
  const actions = useComponentActions({
    components: () => kept.components,
    groups: () => kept.groups,
    siblings: (component) =>
      sections().find((section) => section.components.some((one) => one.id === component.id))?.components ?? [],
  })
  const [menu, setMenu] = createSignal<RowMenuTarget<Component> | null>(null)
  const canChange = (): boolean => whyNotChange() === undefined
  const close = (): void => setParams({ new: undefined, edit: undefined, delete: undefined }, { replace: true })
  const componentOf = (id: string | string[] | undefined) => kept.components.find((one) => one.id === id)
  const groupOf = (id: string | string[] | undefined) => kept.groups.find((one) => one.id === id)
  const doomed = createMemo<Doomed | undefined>(() => {
    const component = componentOf(params.delete)
    if (component !== undefined) return { kind: 'component', item: component }
    const group = groupOf(params.delete)
    return group === undefined
      ? undefined
      : { kind: 'group', item: group, components: kept.components.filter((one) => one.group_id === group.id).length }
  })
  useCommands(() => [
    {
      id: 'components.create',
      group: 'actions',
      label: t('components.createEllipsis'),
      keys: 'N',
      enabled: canChange,
      run: () => setParams({ new: 'component' }),
    },
    {
      id: 'components.create_group',
      group: 'actions',
      label: t('components.createGroupEllipsis'),
      enabled: canChange,
      run: () => setParams({ new: 'group' }),
    },
  ])
  const entries = (component: Component): MenuEntry[] => [
    {
      id: 'edit',
      label: t('components.menu.edit'),
      icon: Pencil,
      run: () => setParams({ edit: component.id }),
    },
    {
      id: 'delete',
      label: t('components.menu.remove'),
      icon: Trash,
      danger: true,
      separated: true,
      run: () => setParams({ delete: component.id }),
    },
  ]
  const createButton = () => (
    <Button variant="primary" icon={Plus} keys="N" onClick={() => setParams({ new: 'component' })}>
      {t('components.create')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('components.title')}
        subtitle={
          <span>
            {t('components.subtitle')} <b>{context()?.page?.hosts[0] ?? context()?.page?.name}</b>
          </span>
        }
        actions={
          <Show when={canChange()}>
            <Button icon={FolderPlus} onClick={() => setParams({ new: 'group' })}>
              {t('components.createGroup')}
            </Button>
            {createButton()}
          </Show>
        }
      />
      <div class={styles.notes}>
        <LockNote feature="components" />
        <Show when={actions.refusal()}>
          <FormProblem problem={actions.refusal()} />
        </Show>
      </div>
      <Announce>{actions.announcement()}</Announce>
      <ScreenState
        result={list}
        things={t('components.things')}
        skeleton={<SkeletonRows rows={8} />}
        isEmpty={(all) => all.length === 0 && kept.groups.length === 0}
        empty={
          <EmptyState
            title={environment() === 'test' ? t('components.emptyTest.title') : t('components.empty.title')}
            words={environment() === 'test' ? t('components.emptyTest.words') : t('components.empty.words')}
            actions={<Show when={canChange()}>{createButton()}</Show>}
          />
        }
      >
        {() => (
          <>
            <Toolbar end={t('components.shown', shownCount(), kept.components.length)}>
              <SearchField
                label={t('components.filterLabel')}
                placeholder={t('components.filterPlaceholder')}
                value={typed()}
                onChange={setTyped}
              />
            </Toolbar>
            <div class={styles.sections}>
              <For
                each={shown().map(keyOf)}
                fallback={
                  <p class={styles.nothing}>
                    {t('components.noMatch', kept.components.length)}{' '}
                    <Button small onClick={() => setTyped('')}>
                      {t('common.clearFilter')}
                    </Button>
                  </p>
                }
              >
                {(key) => (
                  <Show when={shown().find((section) => keyOf(section) === key)}>
                    {(section) => (
                      <ComponentSection
                        section={section()}
                        actions={actions}
                        canMove={typed().trim() === ''}
                        first={kept.groups[0]?.id === section().group?.id}
                        last={kept.groups.at(-1)?.id === section().group?.id}
                        onEdit={(id) => canChange() && setParams({ edit: id })}
                        onDelete={(id) => setParams({ delete: id })}
                        onMenu={(component, button) => setMenu({ row: component, button })}
                        menuFor={menu()?.row.id ?? null}
                      />
                    )}
                  </Show>
                )}
              </For>
            </div>
          </>
        )}
      </ScreenState>
      <RowMenu
        target={menu()}
        onClose={() => setMenu(null)}
        label={(component) => t('common.actionsFor', component.name)}
        entries={entries}
      />
      <CreateComponent
        open={params.new === 'component'}
        groups={kept.groups}
        onClose={close}
        onChanged={() => void actions.changed()}
      />
      <EditComponent
        component={componentOf(params.edit)}
        groups={kept.groups}
        onClose={close}
        onChanged={() => void actions.changed()}
      />
      <GroupDialog
        group={params.new === 'group' ? 'new' : groupOf(params.edit)}
        onClose={close}
        onChanged={() => void actions.changed()}
      />
      <DeleteDialog of={doomed()} onClose={close} onDeleted={() => void actions.changed()} />
    </>
  )
}
