import { Show } from 'solid-js'
import { cellStyles } from '../../ui/data-table.tsx'
import { firstNames } from './model.ts'
import { t } from './words.ts'

/** What someone follows, in a cell: "Everything", or the first names. */
export function InterestWords(props: { components: readonly { readonly name: string }[] | null }) {
  return (
    <Show when={props.components} fallback={<span>{t('subscribers.everything')}</span>}>
      {(components) => <span class={cellStyles.two}>{namesOf(components())}</span>}
    </Show>
  )
}

function namesOf(components: readonly { readonly name: string }[]): string {
  if (components.length === 0) return t('subscribers.nothing')
  const { names, more } = firstNames(components)
  return more === 0 ? names : t('subscribers.more', names, more)
}
