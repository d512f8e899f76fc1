import { A } from '@solidjs/router'
import CircleCheck from 'lucide-solid/icons/circle-check'
import PowerOff from 'lucide-solid/icons/power-off'
import { Show } from 'solid-js'
import type { OAuthAppResource, OAuthGrantResource } from '../../../src-server/contract/oauth-apps.ts'
import { isPermission } from '../../../src-server/contract/permissions.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Badge } from '../../ui/badge.tsx'
import { type Column, cellStyles as styles } from '../../ui/data-table.tsx'
import { permissionLabel } from '../../ui/permission-words.ts'
import { Ago, Day } from '../../ui/time-words.tsx'
import own from './oauth.module.css'
import { t } from './words.ts'

/** On or off, in a word and a mark. */
export function AppStatus(props: { app: Pick<OAuthAppResource, 'status'> }) {
  return (
    <Badge
      tone={props.app.status === 'active' ? 'ok' : 'neutral'}
      icon={props.app.status === 'active' ? CircleCheck : PowerOff}
    >
      {props.app.status === 'active' ? t('oauth.on') : t('oauth.off')}
    </Badge>
  )
}

/** What the scopes are called, for a tooltip. */
export function scopeLabels(scopes: readonly string[]): string {
  return scopes.map((scope) => (isPermission(scope) ? permissionLabel(scope) : scope)).join(', ')
}

/** The columns of the registered apps. */
export const appColumns: readonly Column<OAuthAppResource>[] = [
  {
    id: 'name',
    header: t('oauth.column.name'),
    heading: true,
    cell: (app) => (
      <span class={own.withLogo}>
        <AppLogo name={app.name} url={app.logo_url} />
        <span class={own.grow}>
          <A href={`/oauth/${app.id}`} class={styles.name}>
            {app.name}
          </A>
          <span class={styles.under}>
            <Show when={app.description !== ''} fallback={<code>{app.client_id}</code>}>
              <span data-tip={app.description}>{app.description}</span>
            </Show>
          </span>
        </span>
      </span>
    ),
  },
  {
    id: 'type',
    header: t('oauth.column.type'),
    width: '126px',
    cell: (app) => (
      <span class={styles.two}>
        <AppStatus app={app} />
        <span class={styles.second}>{t(`oauth.type.${app.client_type}`)}</span>
      </span>
    ),
  },
  {
    id: 'scopes',
    header: t('oauth.column.scopes'),
    width: '120px',
    cell: (app) => <span data-tip={scopeLabels(app.scopes)}>{t('oauth.scopes', app.scopes.length)}</span>,
  },
  {
    id: 'people',
    header: t('oauth.column.people'),
    width: '130px',
    cell: (app) => (
      <Show when={app.grants > 0} fallback={<span class={styles.second}>{t('oauth.nobody')}</span>}>
        {t('oauth.connections', app.grants)}
      </Show>
    ),
  },
  {
    id: 'last_used_at',
    header: t('oauth.column.lastUsed'),
    width: '110px',
    cell: (app) => <Ago at={app.last_used_at} never={t('oauth.neverUsed')} />,
  },
  {
    id: 'created_at',
    header: t('oauth.column.created'),
    width: '112px',
    cell: (app) => (
      <>
        <Day at={app.created_at} />
        <span class={styles.under}>
          <span>{app.created_by?.name}</span>
        </span>
      </>
    ),
  },
]

const person: Column<OAuthGrantResource> = {
  id: 'person',
  header: t('oauth.column.person'),
  heading: true,
  cell: (grant) => (
    <>
      <span class={styles.name}>{grant.user.name}</span>
      <span class={styles.under}>
        <span>{grant.user.email}</span>
      </span>
    </>
  ),
}

const rest: readonly Column<OAuthGrantResource>[] = [
  {
    id: 'page',
    header: t('oauth.column.page'),
    width: '150px',
    cell: (grant) => grant.page?.name ?? t('oauth.everyPageOf'),
  },
  {
    id: 'scopes',
    header: t('oauth.column.granted'),
    width: '110px',
    cell: (grant) => (
      <span class={styles.two}>
        <span data-tip={scopeLabels(grant.scopes)}>{t('oauth.scopes', grant.scopes.length)}</span>
        <span class={styles.second}>{t('oauth.detail.tokens', grant.live_tokens)}</span>
      </span>
    ),
  },
  {
    id: 'granted_at',
    header: t('oauth.column.since'),
    width: '104px',
    cell: (grant) => <Day at={grant.granted_at} />,
  },
  {
    id: 'last_used_at',
    header: t('oauth.column.lastUsed'),
    width: '104px',
    cell: (grant) => <Ago at={grant.last_used_at} never={t('oauth.neverUsed')} />,
  },
]

/** Who connected one app. */
export const grantColumns: readonly Column<OAuthGrantResource>[] = [person, ...rest]

/** Who connected which app. */
export const connectedColumns: readonly Column<OAuthGrantResource>[] = [
  person,
  {
    id: 'app',
    header: t('oauth.column.name'),
    width: '180px',
    cell: (grant) => (
      <A href={`/oauth/${grant.app.id}`} class={styles.name}>
        {grant.app.name}
      </A>
    ),
  },
  ...rest,
]
