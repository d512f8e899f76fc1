import Fingerprint from 'lucide-solid/icons/fingerprint-pattern'
import { For, Show } from 'solid-js'
import type { ReplyOf } from '../../../src-server/contract/endpoint.ts'
import type { listPasskeys, PasskeyResource } from '../../../src-server/contract/passkeys.ts'
import type { Result } from '../../api/query.ts'
import { passkeysWork } from '../../platform.ts'
import { now } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/page.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { relativeWords } from '../../ui/time.ts'
import styles from './account.module.css'
import { t } from './words.ts'

export type PasskeyList = ReplyOf<typeof listPasskeys>

interface PasskeysCardProps {
  result: Result<PasskeyList>
  onAdd: () => void
  onRename: (passkey: PasskeyResource) => void
  onRemove: (passkey: PasskeyResource) => void
}

/** A person's passkeys, and a way to make one where this browser and this address allow it. */
export function PasskeysCard(props: PasskeysCardProps) {
  const notHere = (): string | undefined =>
    passkeysWork && props.result.data()?.rp_id !== null ? undefined : t('account.passkeys.notHere')
  return (
    <Card
      title={t('account.passkeys.title')}
      actions={
        <Button
          small
          icon={Fingerprint}
          disabled={props.result.data() === undefined}
          unavailable={awayReason() ?? notHere()}
          onClick={props.onAdd}
        >
          {t('account.passkeys.add')}
        </Button>
      }
    >
      <p class={text.hint}>{t('account.passkeys.words')}</p>
      <ScreenState
        result={props.result}
        things={t('account.passkeys.things')}
        skeleton={<SkeletonRows rows={1} />}
        isEmpty={(list) => list.data.length === 0}
        empty={<p class={text.secondary}>{notHere() ?? t('account.passkeys.none')}</p>}
      >
        {(list) => (
          <ul class={styles.list} aria-label={t('account.passkeys.label')}>
            <For each={list().data}>
              {(passkey) => <PasskeyRow passkey={passkey} onRename={props.onRename} onRemove={props.onRemove} />}
            </For>
          </ul>
        )}
      </ScreenState>
    </Card>
  )
}

function PasskeyRow(props: {
  passkey: PasskeyResource
  onRename: (passkey: PasskeyResource) => void
  onRemove: (passkey: PasskeyResource) => void
}) {
  const ago = (at: string): string => relativeWords(Date.parse(at), now())
  const used = (): string =>
    props.passkey.last_used_at === null
      ? t('account.passkeys.unused')
      : t('account.lastSeen', ago(props.passkey.last_used_at))
  return (
    <li class={styles.session}>
      <span class={styles.symbol}>
        <Fingerprint size={18} aria-hidden="true" />
      </span>
      <div>
        <div class={styles.who}>
          {props.passkey.name}
          <Show when={props.passkey.suspended_at !== null}>
            <Badge tone="danger">{t('account.passkeys.suspended')}</Badge>
          </Show>
          <Show when={props.passkey.suspended_at === null && !props.passkey.works_here}>
            <Badge tone="neutral">{t('account.passkeys.elsewhere', props.passkey.rp_id)}</Badge>
          </Show>
        </div>
        <div class={styles.when}>
          <span>{used()}</span>
          <span>{t('account.passkeys.added', ago(props.passkey.created_at))}</span>
          <Show when={props.passkey.backed_up}>
            <span>{t('account.passkeys.synced')}</span>
          </Show>
        </div>
        <Show when={props.passkey.suspended_at !== null}>
          <p class={text.hint}>{t('account.passkeys.suspendedWords')}</p>
        </Show>
      </div>
      <div class={styles.tools}>
        <Button
          small
          unavailable={awayReason()}
          aria-label={t('account.passkeys.renameThis', props.passkey.name)}
          onClick={() => props.onRename(props.passkey)}
        >
          {t('account.passkeys.rename')}
        </Button>
        <Button
          small
          unavailable={awayReason()}
          aria-label={t('account.passkeys.removeThis', props.passkey.name)}
          onClick={() => props.onRemove(props.passkey)}
        >
          {t('account.passkeys.remove')}
        </Button>
      </div>
    </li>
  )
}
