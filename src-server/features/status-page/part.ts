import { type Interest, isAbout } from '../../content/concerned.ts'
import { indicatorOf } from '../../content/indicator.ts'
import type { StatusPageModel } from './model.ts'

/**
 * The part of a page that a custom view shows: its components, and what is about them or about the whole page. What else an incident names is left out,
 * and the indicator is that of the part. Pure. Held by test/content/custom-view.test.ts.
 */
export function partOf(page: StatusPageModel, name: string, interest: Interest): StatusPageModel {
  const about = <Item extends { readonly components: readonly { readonly id: string }[] }>(
    items: readonly Item[],
  ): Item[] =>
    items
      .filter(({ components }) =>
        isAbout(
          components.map(({ id }) => id),
          interest,
        ),
      )
      .map((item) => ({ ...item, components: item.components.filter(({ id }) => interest.componentIds.has(id)) }))

  const groups = page.groups
    .map((group) => ({
      ...group,
      components: group.components.filter(({ component }) => interest.componentIds.has(component.id)),
    }))
    .filter((group) => group.components.length > 0)
  const openIncidents = about(page.openIncidents)
  const inProgress = about(page.inProgress)
  return {
    ...page,
    view: name,
    groups,
    openIncidents,
    inProgress,
    upcoming: about(page.upcoming),
    indicator: indicatorOf(
      groups.flatMap(({ components }) => components.map(({ component }) => component.status)),
      openIncidents.map(({ impact }) => impact),
      inProgress.length > 0,
    ),
    history:
      page.history?.map((day) => ({
        ...day,
        incidents: about(day.incidents),
        maintenances: about(day.maintenances),
      })) ?? null,
  }
}
