import { type Accessor, createSignal } from 'solid-js'
import {
  type Component,
  type ComponentGroup,
  type ComponentStatus,
  orderComponentGroups,
  orderComponents,
  updateComponent,
} from '../../../src-server/contract/components.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useInvalidate } from '../../api/query.ts'
import { toast } from '../../ui/toasts.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { movedIds } from './model.ts'
import { t } from './words.ts'

/** What is done without a dialog: a status, a step up or down. Refusals land in `refusal`, moves in `announcement`. */
export interface ComponentActions {
  refusal: Accessor<ApiProblem | null>
  announcement: Accessor<string>
  changed: () => Promise<void>
  setStatus: (component: Component, status: ComponentStatus) => Promise<void>
  move: (component: Component, step: 1 | -1) => Promise<void>
  moveGroup: (group: ComponentGroup, step: 1 | -1) => Promise<void>
}

export interface ComponentLists {
  components: Accessor<readonly Component[]>
  groups: Accessor<readonly ComponentGroup[]>
  /** The components that stand beside one another with this one. */
  siblings: (component: Component) => readonly Component[]
}

export function useComponentActions(lists: ComponentLists): ComponentActions {
  const invalidate = useInvalidate()
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const [announcement, setAnnouncement] = createSignal('')
  const changed = (): Promise<void> => invalidate('components', 'component_groups')
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setRefusal(null)
    // A row that moves takes its button along, and the browser takes the focus from what moves.
    const focused = document.activeElement
    try {
      await work()
      if (focused instanceof HTMLElement && focused.isConnected && document.activeElement === document.body)
        focused.focus()
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code !== 'cancelled') setRefusal(problem)
      await changed()
    }
  }
  const write = async (component: Component, status: ComponentStatus): Promise<void> => {
    await call(updateComponent, { params: { id: component.id }, body: { status } })
    await changed()
  }
  const announce = (name: string, ids: readonly string[], id: string): void => {
    setAnnouncement(t('components.moved', name, ids.indexOf(id) + 1, ids.length))
  }
  return {
    refusal,
    announcement,
    changed,
    setStatus: (component, status) =>
      attempt(async () => {
        const before = { status: component.status, source: component.status_source.type }
        const detail = component.public ? t('components.statusDetail') : t('components.statusDetailPrivate')
        const title = t('components.statusDone', component.name, t(`content.component.${status}`))
        await write(component, status)
        // What an incident had said is not ours to say again.
        if (before.source === 'manual') offerUndo(title, detail, () => write(component, before.status))
        else toast(title, detail)
      }),
    move: (component, step) =>
      attempt(async () => {
        const siblings = lists.siblings(component).map((one) => one.id)
        const ids = movedIds(
          lists.components().map((one) => one.id),
          siblings,
          component.id,
          step,
        )
        if (ids === null) return
        await call(orderComponents, { body: { ids } })
        await changed()
        announce(component.name, movedIds(siblings, siblings, component.id, step) ?? siblings, component.id)
      }),
    moveGroup: (group, step) =>
      attempt(async () => {
        const all = lists.groups().map((one) => one.id)
        const ids = movedIds(all, all, group.id, step)
        if (ids === null) return
        await call(orderComponentGroups, { body: { ids } })
        await changed()
        announce(group.name, ids, group.id)
      }),
  }
}
