import ArrowDown from 'lucide-solid/icons/arrow-down'
import ArrowUp from 'lucide-solid/icons/arrow-up'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import { For, Show } from 'solid-js'
import type { Component } from '../../../src-server/contract/components.ts'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Hidden } from '../../ui/hidden.tsx'
import { Ago } from '../../ui/time-words.tsx'
import type { ComponentActions } from './actions.ts'
import styles from './components.module.css'
import { GroupTools } from './group-tools.tsx'
import type { Section } from './model.ts'
import { whyNotChange } from './standing.ts'
import { Status } from './status.tsx'
import { t } from './words.ts'

export interface SectionProps {
  section: Section
  actions: ComponentActions
  /** Not while a filter hides some: a step would jump over them. */
  canMove: boolean
  first: boolean
  last: boolean
  onEdit: (id: string) => void
  onDelete: (id: string) => void
  onMenu: (component: Component, button: HTMLElement) => void
  menuFor: string | null
}

/** A group with its components, to be put in order by buttons and by Alt ↑ ↓. */
export function ComponentSection(props: SectionProps) {
  const name = (): string => props.section.group?.name ?? t('components.ungrouped')
  return (
    <section class={styles.section} aria-label={name()}>
      <div class={styles.head}>
        <div class={styles.headWords}>
          <h2>{name()}</h2>
          <Show when={props.section.group?.description}>
            <p class={styles.quiet}>{props.section.group?.description}</p>
          </Show>
        </div>
        <Show when={whyNotChange() === undefined ? props.section.group : null}>
          {(group) => <GroupTools {...props} group={group()} />}
        </Show>
      </div>
      <Show
        when={props.section.components.length > 0}
        fallback={<p class={styles.nothing}>{t('components.emptyGroup')}</p>}
      >
        <div class={styles.scroll}>
          <table class={styles.table}>
            <caption>
              <Hidden>
                {t('components.table', name())}. {t('components.orderHint')}
              </Hidden>
            </caption>
            <colgroup>
              <col />
              <col class={styles.statusColumn} />
              <col class={styles.narrow} />
              <col class={styles.narrow} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t('components.column.name')}</th>
                <th scope="col">{t('components.column.status')}</th>
                <th scope="col">{t('components.column.since')}</th>
                <th scope="col">
                  <Hidden>
                    {t('components.column.order')}, {t('common.actions')}
                  </Hidden>
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={props.section.components}>
                {(component, index) => (
                  <Row
                    {...props}
                    component={component}
                    isFirst={index() === 0}
                    isLast={index() === props.section.components.length - 1}
                  />
                )}
              </For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  )
}

function Row(props: SectionProps & { component: Component; isFirst: boolean; isLast: boolean }) {
  const move = (step: 1 | -1): void => {
    if (props.canMove && whyNotChange() === undefined) void props.actions.move(props.component, step)
  }
  return (
    <tr
      class={styles.row}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        move(event.key === 'ArrowUp' ? -1 : 1)
      }}
    >
      <th scope="row">
        <div class={styles.name}>
          <Show when={whyNotChange() === undefined} fallback={<b>{props.component.name}</b>}>
            <button
              type="button"
              class={styles.nameButton}
              data-component={props.component.id}
              onClick={() => props.onEdit(props.component.id)}
            >
              {props.component.name}
            </button>
          </Show>
          <Show when={!props.component.public}>
            <Badge tone="neutral" tip={t('components.notPublicTip')}>
              {t('components.notPublic')}
            </Badge>
          </Show>
        </div>
        <Show when={props.component.description !== ''}>
          <div class={styles.quiet}>{props.component.description}</div>
        </Show>
      </th>
      <td>
        <Status component={props.component} actions={props.actions} />
      </td>
      <td>
        <Ago at={props.component.status_since} />
      </td>
      <td>
        <div class={styles.tools}>
          <Show when={props.canMove && whyNotChange() === undefined}>
            <IconButton
              icon={ArrowUp}
              size={15}
              label={t('components.up', props.component.name)}
              aria-disabled={props.isFirst ? 'true' : undefined}
              onClick={() => move(-1)}
            />
            <IconButton
              icon={ArrowDown}
              size={15}
              label={t('components.down', props.component.name)}
              aria-disabled={props.isLast ? 'true' : undefined}
              onClick={() => move(1)}
            />
          </Show>
          <Show when={whyNotChange() === undefined}>
            <IconButton
              icon={Ellipsis}
              label={t('common.actionsFor', props.component.name)}
              aria-haspopup="menu"
              aria-expanded={props.menuFor === props.component.id}
              data-row-actions={props.component.id}
              onClick={(event) => props.onMenu(props.component, event.currentTarget)}
            />
          </Show>
        </div>
      </td>
    </tr>
  )
}
