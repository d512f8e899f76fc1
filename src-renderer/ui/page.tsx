import { A } from '@solidjs/router'
import ArrowLeft from 'lucide-solid/icons/arrow-left'
import { createUniqueId, For, type JSX, type ParentProps, Show } from 'solid-js'
import styles from './page.module.css'

/**
 * The parts of a screen: one `h1` that takes the focus on a change of route, a subtitle, actions at the right with the primary one
 * last; a toolbar; cards; facts. Every screen begins with PageHeader.
 */

export function PageHeader(props: {
  title: string
  subtitle?: JSX.Element
  back?: { href: string; label: string }
  actions?: JSX.Element
}) {
  return (
    <div class={styles.header}>
      <div class={styles.words}>
        <Show when={props.back}>
          {(back) => (
            <A href={back().href} class={styles.back}>
              <ArrowLeft size={14} aria-hidden="true" />
              {back().label}
            </A>
          )}
        </Show>
        <h1 class={styles.title} tabindex="-1">
          {props.title}
        </h1>
        <Show when={props.subtitle !== undefined}>
          <div class={styles.subtitle}>{props.subtitle}</div>
        </Show>
      </div>
      <Show when={props.actions !== undefined}>
        <div class={styles.actions}>{props.actions}</div>
      </Show>
    </div>
  )
}

/** Filters on the left, what they leave on the right (announced). */
export function Toolbar(props: ParentProps<{ end?: JSX.Element }>) {
  return (
    <div class={styles.toolbar}>
      {props.children}
      <Show when={props.end !== undefined}>
        <span class={styles.toolbarEnd} role="status">
          {props.end}
        </span>
      </Show>
    </div>
  )
}

/** Three columns of cards, two and one as the window narrows. `Column` stacks cards of their own heights. */
export function Cards(props: ParentProps) {
  return <div class={styles.cards}>{props.children}</div>
}

export function Column(props: ParentProps<{ wide?: boolean }>) {
  return <div class={`${styles.column} ${props.wide === true ? styles.wide : ''}`}>{props.children}</div>
}

export function Card(props: ParentProps<{ title: string; wide?: boolean; actions?: JSX.Element }>) {
  const id = createUniqueId()
  return (
    <section class={`${styles.card} ${props.wide === true ? styles.wide : ''}`} aria-labelledby={id}>
      <div class={styles.cardHead}>
        <h2 id={id}>{props.title}</h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  )
}

export interface Fact {
  label: string
  value: JSX.Element
}

/** Names and values; an entry that is `false` or `null` is left out. */
export function Facts(props: { of: readonly (Fact | false | null)[] }) {
  return (
    <dl class={styles.facts}>
      <For each={props.of.filter((fact): fact is Fact => fact !== false && fact !== null)}>
        {(fact) => (
          <>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </>
        )}
      </For>
    </dl>
  )
}
