import { A } from '@solidjs/router'
import Lock from 'lucide-solid/icons/lock'
import { Show } from 'solid-js'
import type { LockFeature } from '../../src-server/contract/endpoint.ts'
import { hasScreen } from '../screen-ids.ts'
import { lockOn } from '../state/locks.ts'
import { may } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Badge } from './badge.tsx'
import { Callout } from './callout.tsx'

/** Says that a feature is locked for Terraform, by what, and where one sees who can unlock it. Nothing where it is not. */
export function LockNote(props: { feature: LockFeature }) {
  const lock = () => lockOn(props.feature)
  return (
    <Show when={lock()}>
      {(found) => (
        <Callout
          tone="terraform"
          actions={
            may('settings:read') && hasScreen('locks') ? <A href="/locks">{t('content.lock.who')}</A> : undefined
          }
        >
          <b>
            {found().managed_by === null ? t('content.lock.noToken') : t('content.lock.by', found().managed_by ?? '')}
          </b>{' '}
          {t('content.lock.reason', found().reason, found().locked_by)}
        </Callout>
      )}
    </Show>
  )
}

/** The same as a chip beside a heading. */
export function LockChip(props: { feature: LockFeature }) {
  return (
    <Show when={lockOn(props.feature)}>
      {(lock) => (
        <Badge tone="terraform" icon={Lock} tip={t('content.lock.reason', lock().reason, lock().locked_by)}>
          {t('content.lock.chip')}
        </Badge>
      )}
    </Show>
  )
}
