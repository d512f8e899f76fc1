import CircleCheck from 'lucide-solid/icons/circle-check'
import { createMemo, For, Show } from 'solid-js'
import { readableOn } from '../../../src-server/contract/brand-colour.ts'
import { keptBytes } from '../../ui/picture.ts'
import { Prose } from '../../ui/prose.tsx'
import { type ColourToken, colours, type ThemeName } from '../../ui/tokens.ts'
import styles from './settings.module.css'
import { t } from './words.ts'

const usual = '#2f55d4'

export interface PreviewProps {
  name: string
  description: string
  help: boolean
  colour: string
  logo: string
  theme: 'auto' | 'light' | 'dark'
  header: string
  footer: string
}

/** The page's head, foot and one component, in the very shades that it will have; both themes where the visitor's decides. */
export function BrandPreview(props: PreviewProps) {
  const themes = (): ThemeName[] => (props.theme === 'auto' ? ['light', 'dark'] : [props.theme])
  return (
    <div class={styles.previews}>
      <For each={themes()}>{(theme) => <Preview {...props} shown={theme} />}</For>
    </div>
  )
}

function Preview(props: PreviewProps & { shown: ThemeName }) {
  const variables = createMemo(() => {
    const of = (token: ColourToken): string => colours[token][props.shown === 'light' ? 0 : 1]
    const brand = /^#[0-9a-f]{6}$/i.test(props.colour) ? props.colour.toLowerCase() : usual
    const link = readableOn(brand, [of('bg-surface'), of('bg-canvas')], props.shown === 'light' ? 'black' : 'white')
    return {
      '--pv-brand': brand,
      '--pv-link': link,
      '--pv-canvas': of('bg-canvas'),
      '--pv-surface': of('bg-surface'),
      '--pv-text': of('tx-1'),
      '--pv-soft': of('tx-2'),
      '--pv-faint': of('tx-3'),
      '--pv-line': of('bd-subtle'),
      '--pv-ok': of('ok-text'),
      '--pv-ok-soft': of('ok-soft'),
    }
  })
  const lead = (): string => (props.header.trim() === '' ? props.description : props.header)
  return (
    <section
      class={styles.preview}
      style={variables()}
      aria-label={t(
        'settings.branding.previewOf',
        props.shown === 'light' ? t('settings.branding.light') : t('settings.branding.dark'),
      )}
    >
      <div class={styles.masthead}>
        <span class={styles.brand}>
          <Show when={keptBytes(props.logo) !== null}>
            <img src={props.logo} alt="" />
          </Show>
          {props.name}
        </span>
        <Show when={props.help}>
          <span class={styles.help}>{t('settings.branding.help')}</span>
        </Show>
      </div>
      <Show when={lead().trim() !== ''}>
        <div class={styles.lead}>
          <Prose text={lead()} />
        </div>
      </Show>
      <div class={styles.overall}>
        <CircleCheck size={18} aria-hidden="true" />
        {t('settings.branding.allWell')}
      </div>
      <div class={styles.component}>
        <span>{t('settings.branding.component')}</span>
        <span>{t('settings.branding.operational')}</span>
      </div>
      <Show when={props.footer.trim() !== ''}>
        <div class={styles.previewFoot}>
          <Prose text={props.footer} />
        </div>
      </Show>
    </section>
  )
}
