import { useSearchParams } from '@solidjs/router'
import Unplug from 'lucide-solid/icons/unplug'
import { createMemo, For, Show } from 'solid-js'
import { type ConnectedAppResource, disconnectApp, listConnectedApps } from '../../../src-server/contract/oauth-apps.ts'
import { isPermission, PERMISSION_SENTENCES } from '../../../src-server/contract/permissions.ts'
import { call } from '../../api/call.ts'
import { useApi, useInvalidate } from '../../api/query.ts'
import { now } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/page.tsx'
import { ReasonDialog, type ReasonWords } from '../../ui/reason-dialog.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { relativeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import styles from './connected-apps.module.css'
import { t } from './words.ts'

const words: ReasonWords = {
  reason: t('connectedApps.dialog.reason'),
  missing: t('connectedApps.dialog.reasonMissing'),
  details: t('connectedApps.dialog.details'),
  detailsPlaceholder: t('connectedApps.dialog.detailsPlaceholder'),
  keep: t('connectedApps.dialog.keep'),
  confirm: t('connectedApps.dialog.confirm'),
}
const reasons = (['unused', 'wrong', 'leak', 'other'] as const).map((key) => t(`connectedApps.dialog.reasons.${key}`))

/** The apps that act for whoever is here: what each may do and where, and how it is ended. */
export function ConnectedApps() {
  const [params, setParams] = useSearchParams<{ disconnect?: string }>()
  const invalidate = useInvalidate()
  const apps = useApi(() => ({ endpoint: listConnectedApps, every: 60_000 }))
  const ending = createMemo(() => apps.data()?.data.find((one) => one.id === params.disconnect))
  let list: HTMLUListElement | undefined
  return (
    <Card title={t('connectedApps.title')}>
      <p class={text.hint}>{t('connectedApps.hint')}</p>
      <ScreenState
        result={apps}
        things={t('connectedApps.things')}
        skeleton={<SkeletonRows rows={2} />}
        isEmpty={({ data }) => data.length === 0}
        empty={<p class={text.secondary}>{t('connectedApps.none')}</p>}
      >
        {(found) => (
          <ul class={styles.list} aria-label={t('connectedApps.label')} ref={list}>
            <For each={found().data}>
              {(one) => <Connected app={one} onDisconnect={() => setParams({ disconnect: one.id })} />}
            </For>
          </ul>
        )}
      </ScreenState>
      <ReasonDialog
        subject={ending()}
        icon={Unplug}
        title={(one) => t('connectedApps.dialog.title', one.app.name)}
        body={(one) => t('connectedApps.dialog.body', one.live_tokens)}
        words={words}
        reasons={reasons}
        send={(one, reason) => call(disconnectApp, { params: { id: one.id }, body: { reason } })}
        onClose={() => setParams({ disconnect: undefined }, { replace: true })}
        onDone={(one) => {
          void invalidate('connected_apps', 'oauth_apps', 'audit')
          toast(t('connectedApps.dialog.done', one.app.name), t('connectedApps.dialog.doneDetail'))
        }}
        returnTo={(one) => list?.querySelector<HTMLElement>(`[data-grant="${one.id}"]`) ?? null}
      />
    </Card>
  )
}

function Connected(props: { app: ConnectedAppResource; onDisconnect: () => void }) {
  const ago = (at: string): string => relativeWords(Date.parse(at), now())
  const sentences = (): string[] =>
    props.app.scopes.map((scope) => (isPermission(scope) ? PERMISSION_SENTENCES[scope] : scope))
  return (
    <li class={styles.app}>
      <AppLogo name={props.app.app.name} url={props.app.app.logo_url} />
      <div class={styles.words}>
        <div class={styles.name}>{props.app.app.name}</div>
        <div class={styles.facts}>
          <span>{props.app.page?.name ?? t('connectedApps.everyPage')}</span>
          <span>{t('connectedApps.since', ago(props.app.granted_at))}</span>
          <span>
            {props.app.last_used_at === null
              ? t('connectedApps.neverUsed')
              : t('connectedApps.lastUsed', ago(props.app.last_used_at))}
          </span>
          <span>{t('connectedApps.ends', ago(props.app.expires_at))}</span>
        </div>
        <Show when={sentences().length > 0} fallback={<span class={text.hint}>{t('connectedApps.noScopes')}</span>}>
          <details class={styles.scopes}>
            <summary>{t('connectedApps.scopes', sentences().length)}</summary>
            <ul>
              <For each={sentences()}>{(sentence) => <li>{sentence}</li>}</For>
            </ul>
          </details>
        </Show>
      </div>
      <Button
        small
        data-grant={props.app.id}
        unavailable={awayReason()}
        aria-label={t('connectedApps.disconnectThis', props.app.app.name)}
        onClick={props.onDisconnect}
      >
        {t('connectedApps.disconnect')}
      </Button>
    </li>
  )
}
