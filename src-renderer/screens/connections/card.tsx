import Copy from 'lucide-solid/icons/copy'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import Globe from 'lucide-solid/icons/globe'
import HardDrive from 'lucide-solid/icons/hard-drive'
import LogOut from 'lucide-solid/icons/log-out'
import Pencil from 'lucide-solid/icons/pencil'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import Trash from 'lucide-solid/icons/trash'
import { createMemo, createUniqueId, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { ConnectionView } from '../../../src-main/bridge/contract.ts'
import { bridge } from '../../platform.ts'
import { now } from '../../state/clock.ts'
import buttons from '../../ui/button.module.css'
import { Button } from '../../ui/button.tsx'
import { EnvironmentTag, Stripe } from '../../ui/connection-mark.tsx'
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx'
import { relativeWordsOf } from '../../ui/time.ts'
import styles from './connections.module.css'
import { dotOf, isCertificateTrouble, mainStepOf, standingOf } from './model.ts'
import { t } from './words.ts'

export interface CardProps {
  connection: ConnectionView
  onOpen: () => void
  onSignIn: () => void
  onEdit: () => void
  onDuplicate: () => void
  onRemove: () => void
  onCertificate: () => void
}

/** One connection: whose it is, how it is, and the one thing to do with it. */
export function ConnectionCard(props: CardProps) {
  const id = createUniqueId()
  const one = (): ConnectionView => props.connection
  const standing = createMemo(() => standingOf(one()))
  const details = createMemo(() => detailsOf(one()))
  const why = (): string | null => {
    const { kind, why: reason } = one().state
    if (kind === 'trouble' && reason !== null) return t(`connections.troubles.${reason}`)
    const keychain = one().keychain
    return kind === 'sign_in' && keychain !== null ? t(`connections.keychain.${keychain}`) : null
  }
  return (
    <section class={styles.card} data-current={one().current ? 'true' : undefined} aria-labelledby={id}>
      <Stripe colour={one().colour} />
      <div class={styles.head}>
        <Dynamic component={one().kind === 'local' ? HardDrive : Globe} size={16} aria-hidden="true" />
        <h2 id={id}>{one().name}</h2>
        <EnvironmentTag word={one().environment} />
        <MenuButton
          class={buttons.icon}
          label={t('common.actionsFor', one().name)}
          tip={t('common.actionsFor', one().name)}
          placement="bottom-end"
          entries={entriesOf(props)}
        >
          <Ellipsis size={16} aria-hidden="true" />
        </MenuButton>
      </div>
      <p class={styles.address}>{one().address}</p>
      <p class={styles.state}>
        <span class={styles.dot} data-look={dotOf(standing())} aria-hidden="true" />
        <b>{t(`connections.state.${standing()}`)}</b>
        <span>{details()}</span>
      </p>
      <Show when={why()}>{(words) => <p class={styles.why}>{words()}</p>}</Show>
      <div class={styles.foot}>
        <span>{t('connections.safeMode', t(`connections.modes.${one().safe_mode}`))}</span>
        <MainStep {...props} />
      </div>
    </section>
  )
}

function MainStep(props: CardProps) {
  const name = (): string => props.connection.name
  return (
    <Show
      when={mainStepOf(props.connection) !== 'open'}
      fallback={
        <Button
          small
          aria-label={`${t('connections.open')}: ${name()}`}
          unavailable={props.connection.current ? t('connections.here') : undefined}
          onClick={props.onOpen}
        >
          {t('connections.open')}
        </Button>
      }
    >
      <Show
        when={mainStepOf(props.connection) === 'signIn'}
        fallback={
          <Button small variant="primary" onClick={props.onCertificate}>
            {t('connections.lookAtCertificate')}
          </Button>
        }
      >
        <Button
          small
          variant="primary"
          aria-label={`${t('connections.signInEllipsis')} ${name()}`}
          onClick={props.onSignIn}
        >
          {t('connections.signInEllipsis')}
        </Button>
      </Show>
    </Show>
  )
}

/** What stands behind the state: how fast, which version, who, or when it was last there. */
function detailsOf(one: ConnectionView): string {
  const version = one.version === null ? null : t('connections.detail.version', one.version)
  if (one.kind === 'local') return [t('connections.detail.embedded'), version].filter(Boolean).join(' · ')
  const age =
    one.age === 'older' ? t('connections.detail.older') : one.age === 'newer' ? t('connections.detail.newer') : null
  if (one.state.kind === 'trouble') {
    const seen = relativeWordsOf(one.last_seen_at, now())
    return seen === null ? t('connections.detail.neverSeen') : t('connections.detail.lastSeen', seen)
  }
  return [
    one.latency_ms === null ? null : t('connections.detail.latency', one.latency_ms),
    version,
    age,
    one.state.kind === 'connected' && one.user !== null ? t('connections.detail.signedInAs', one.user) : null,
    one.kept === 'this_run' ? t('connections.detail.thisRun') : null,
  ]
    .filter(Boolean)
    .join(' · ')
}

function entriesOf(props: CardProps): MenuEntry[] {
  const one = props.connection
  const edit: MenuEntry = { id: 'edit', label: t('connections.menu.edit'), icon: Pencil, run: props.onEdit }
  if (one.kind === 'local') return [edit]
  const check = (): void => void bridge?.testConnection({ id: one.id, who: true })
  return [
    { id: 'check', label: t('connections.menu.check'), icon: RefreshCw, run: check },
    edit,
    { id: 'duplicate', label: t('connections.menu.duplicate'), icon: Copy, run: props.onDuplicate },
    ...(isCertificateTrouble(one.state.why) && one.certificate !== null
      ? [{ id: 'certificate', label: t('connections.lookAtCertificate'), run: props.onCertificate }]
      : []),
    {
      id: 'out',
      label: t('connections.menu.signOut'),
      icon: LogOut,
      separated: true,
      unavailable: one.kept === 'none' ? t('connections.menu.notSignedIn') : undefined,
      run: () => void bridge?.signOutConnection({ id: one.id }),
    },
    { id: 'remove', label: t('connections.menu.remove'), icon: Trash, danger: true, run: props.onRemove },
  ]
}
