import Check from 'lucide-solid/icons/check'
import Minus from 'lucide-solid/icons/minus'
import { createMemo, For, Show } from 'solid-js'
import { context } from '../../state/session.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { scopesInWords } from './model.ts'
import styles from './oauth.module.css'
import { t } from './words.ts'

/** What people will be asked, beside the form, live. */
export function ConsentPreview(props: { name: string; description: string; logo: string; scopes: readonly string[] }) {
  const name = (): string => (props.name.trim() === '' ? t('oauth.preview.nameless') : props.name.trim())
  const words = createMemo(() => scopesInWords(props.scopes))
  return (
    <section class={styles.preview} aria-label={t('oauth.preview.title')}>
      <h3>{t('oauth.preview.title')}</h3>
      <div class={styles.previewHead}>
        <AppLogo name={name()} url={props.logo === '' ? null : props.logo} large />
        <div>
          <p class={styles.previewAsks}>{t('oauth.preview.asks', name())}</p>
          <p class={styles.quiet}>
            {t('oauth.preview.publisher', context()?.workspace.name ?? '')}
            <Show when={props.description.trim() !== ''}> · {props.description}</Show>
          </p>
        </div>
      </div>
      <Show when={words().can.length > 0} fallback={<p class={styles.quiet}>{t('oauth.preview.nothing')}</p>}>
        <h4>{t('oauth.preview.can')}</h4>
        <ul>
          <For each={words().can}>
            {(sentence) => (
              <li class={styles.can}>
                <Check size={14} aria-hidden="true" />
                {sentence}
              </li>
            )}
          </For>
        </ul>
        <h4>{t('oauth.preview.cannot')}</h4>
        <ul>
          <For each={[...words().cannot, t('oauth.preview.others')]}>
            {(sentence) => (
              <li class={styles.cannot}>
                <Minus size={14} aria-hidden="true" />
                {sentence}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  )
}
