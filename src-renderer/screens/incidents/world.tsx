import { For, Show } from 'solid-js'
import { Badge } from '../../ui/badge.tsx'
import { IncidentBadge } from '../../ui/content-badges.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Ago } from '../../ui/time-words.tsx'
import styles from './incidents.module.css'
import type { NewlyPublic, PublicView } from './public-view.ts'
import { t } from './words.ts'

/** The incident as visitors read it, what a step newly reveals, and what never leaves. */
export function World(props: {
  view: PublicView
  newly?: readonly NewlyPublic[] | undefined
  hidden?: readonly string[]
}) {
  const names = (): string => props.view.components.map((component) => component.name).join(', ')
  return (
    <div class={styles.world}>
      <article class={styles.worldCard} data-impact={props.view.impact}>
        <h3>{props.view.name.trim() === '' ? t('content.world.untitled') : props.view.name}</h3>
        <div class={styles.worldMeta}>
          <IncidentBadge status={props.view.status} />
          <span>{t(`content.impactLabel.${props.view.impact}`)}</span>
        </div>
        <Show when={names() !== ''}>
          <p class={styles.quiet}>{t('content.world.affects', names())}</p>
        </Show>
        <ol class={styles.worldUpdates}>
          <For
            each={props.view.updates.filter((update, index) => index === 0 || update.body.trim() !== '').slice(0, 4)}
          >
            {(update) => (
              <li>
                <b>{t(`content.incident.${update.status}`)}</b>
                <Show when={update.at}>
                  {(at) => (
                    <span class={styles.quiet}>
                      {' · '}
                      <Ago at={at()} />
                    </span>
                  )}
                </Show>
                <Prose text={update.body} />
              </li>
            )}
          </For>
        </ol>
      </article>
      <Show when={props.newly}>
        {(newly) => (
          <div>
            <p class={styles.worldHead}>{t('content.world.newly')}</p>
            <Show when={newly().length > 0} fallback={<p class={styles.quiet}>{t('content.world.newlyNothing')}</p>}>
              <ul class={styles.newly}>
                <For each={newly()}>
                  {(one) => (
                    <li>
                      <Badge tone="accent">{newlyWords(one)}</Badge>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </div>
        )}
      </Show>
      <Show when={(props.hidden?.length ?? 0) > 0}>
        <p class={styles.quiet}>
          {t('content.world.hidden', (props.hidden ?? []).join(', '), props.hidden?.length === 1)}
        </p>
      </Show>
      <p class={styles.quiet}>{t('content.world.stays')}</p>
    </div>
  )
}

function newlyWords(one: NewlyPublic): string {
  switch (one.kind) {
    case 'title':
      return t('incidents.newly.title')
    case 'message':
      return t('incidents.newly.message')
    case 'impact':
      return t('incidents.newly.impact', t(`content.impactLabel.${one.impact}`))
    case 'status':
      return t('incidents.newly.status', t(`content.incident.${one.status}`))
    case 'component':
      return t('incidents.newly.component', one.name, t(`content.component.${one.status}`))
  }
}
