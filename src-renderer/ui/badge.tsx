import Ban from 'lucide-solid/icons/ban'
import CircleCheck from 'lucide-solid/icons/circle-check'
import ClockAlert from 'lucide-solid/icons/clock-alert'
import Hourglass from 'lucide-solid/icons/hourglass'
import Lock from 'lucide-solid/icons/lock'
import PowerOff from 'lucide-solid/icons/power-off'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type ParentProps, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { LEVELS, type Level } from '../../src-server/contract/permissions.ts'
import { t } from '../strings/strings.ts'
import styles from './badge.module.css'
import type { Icon } from './button.tsx'
import type { TokenMark } from './token-mark.ts'

/** Badges: always an icon or bars besides the colour, and always the word. */

export type Tone = 'ok' | 'warn' | 'danger' | 'neutral' | 'accent' | 'terraform'

export function Badge(props: ParentProps<{ tone: Tone; icon?: Icon | undefined; tip?: string | undefined }>) {
  return (
    <span class={`${styles.badge} ${styles[props.tone]}`} data-tip={props.tip}>
      <Show when={props.icon}>{(icon) => <Dynamic component={icon()} size={13} aria-hidden="true" />}</Show>
      {props.children}
    </span>
  )
}

const marks: Readonly<Record<TokenMark, { tone: Tone; icon: Icon; words: () => string }>> = {
  active: { tone: 'ok', icon: CircleCheck, words: () => t('status.active') },
  disabled: { tone: 'neutral', icon: PowerOff, words: () => t('status.disabled') },
  revoked: { tone: 'danger', icon: Ban, words: () => t('status.revoked') },
  expired: { tone: 'neutral', icon: Hourglass, words: () => t('status.expired') },
  expiring: { tone: 'warn', icon: ClockAlert, words: () => t('status.expiring') },
  rotating: { tone: 'accent', icon: RefreshCw, words: () => t('status.rotating') },
  exposed: { tone: 'danger', icon: TriangleAlert, words: () => t('status.exposed') },
}

export function StatusBadge(props: { mark: TokenMark }) {
  return (
    <Badge tone={marks[props.mark].tone} icon={marks[props.mark].icon}>
      {marks[props.mark].words()}
    </Badge>
  )
}

/** None to three lit bars; a word stands beside them. */
export function Bars(props: { lit: number }) {
  return (
    <span class={styles.bars} aria-hidden="true">
      <For each={LEVELS}>{(_, index) => <i class={`${styles.bar} ${index() < props.lit ? styles.on : ''}`} />}</For>
    </span>
  )
}

/** The level of a token: one, two or three bars and the word. */
export function LevelBadge(props: { level: Level }) {
  const rank = (): number => LEVELS.indexOf(props.level)
  return (
    <span class={`${styles.badge} ${styles.neutral} ${props.level === 'admin' ? styles.strong : ''}`}>
      <Bars lit={rank() + 1} />
      {props.level}
    </span>
  )
}

/** Managed in Terraform: always with the lock. */
export function TerraformMark() {
  return (
    <span class={styles.mark}>
      <Lock size={11} aria-hidden="true" />
      {t('common.terraform')}
    </span>
  )
}
