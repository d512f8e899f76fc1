import { A } from '@solidjs/router'
import X from 'lucide-solid/icons/x'
import { createMemo, For, Show } from 'solid-js'
import type { AuditRow } from '../../../src-server/contract/audit.ts'
import { hasScreen } from '../../screen-ids.ts'
import { serverOrigin } from '../../state/server-address.ts'
import { context, may } from '../../state/session.ts'
import { IconButton, TextButton } from '../../ui/button.tsx'
import { Code } from '../../ui/code.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/page.tsx'
import { countWords } from '../../ui/time.ts'
import { Instant } from '../../ui/time-words.tsx'
import styles from './audit.module.css'
import { Outcome } from './columns.tsx'
import { DecideNow } from './decide-now.tsx'
import { actorName, appName, curlOf, fieldChanges, requestPath, shortHash, targetName } from './model.ts'
import { t } from './words.ts'

export interface InspectorProps {
  row: AuditRow
  onClose: () => void
  onActor: (row: AuditRow) => void
  onApp: (row: AuditRow) => void
  onAround: (row: AuditRow) => void
}

/** One event: its fields, what it changed, its request, its place in the chain. */
export function Inspector(props: InspectorProps) {
  const row = (): AuditRow => props.row
  const tokenHref = (): string | null =>
    row().actor.kind === 'token' && row().actor.id !== null && may('tokens:read') && hasScreen('token')
      ? `/tokens/${row().actor.id}`
      : null
  const appHref = (): string | null => {
    const id = row().actor.on_behalf_of?.id ?? (row().target?.type === 'oauth_app' ? row().target?.id : undefined)
    return id !== undefined && may('oauth_apps:read') && hasScreen('oauth-app') ? `/oauth/${id}` : null
  }
  const pageName = (): string | undefined => context()?.pages.find((page) => page.id === row().page_id)?.name
  const curl = (): string | null => curlOf(row(), serverOrigin())
  return (
    <aside class={styles.inspector} aria-label={t('audit.inspector.label')} data-pane>
      <div class={styles.inspectorHead}>
        <h2>{row().action}</h2>
        <IconButton icon={X} size={15} label={t('audit.inspector.close')} onClick={props.onClose} />
      </div>
      <Facts
        of={[
          { label: t('audit.inspector.sequence'), value: `#${countWords(row().seq)}` },
          { label: t('audit.inspector.time'), value: <Instant at={row().at} /> },
          { label: t('audit.inspector.result'), value: <Outcome of={row().outcome} /> },
          { label: t('audit.inspector.kind'), value: t(`audit.kind.${row().kind}`) },
          {
            label: t('audit.inspector.actor'),
            value: (
              <TextButton
                onClick={() => props.onActor(row())}
                data-tip={t('audit.inspector.byActor', actorName(row()) ?? '')}
              >
                {actorName(row()) ?? t('audit.nameless')}
              </TextButton>
            ),
          },
          row().actor.on_behalf_of !== undefined && {
            label: t('audit.inspector.onBehalfOf'),
            value: (
              <TextButton
                onClick={() => props.onApp(row())}
                data-tip={t('audit.inspector.byApp', appName(row()) ?? '')}
              >
                {appName(row())}
              </TextButton>
            ),
          },
          row().target !== undefined && { label: t('audit.inspector.target'), value: targetName(row()) },
          row().ip !== null && { label: t('audit.inspector.ip'), value: <code>{row().ip}</code> },
          row().user_agent !== null && {
            label: t('audit.inspector.agent'),
            value: (
              <span class={styles.agent} data-tip={row().user_agent ?? undefined}>
                {row().user_agent}
              </span>
            ),
          },
          row().scopes_used.length > 0 && {
            label: t('audit.inspector.scope'),
            value: <code>{row().scopes_used.join(' ')}</code>,
          },
          row().environment === 'test' && { label: t('audit.inspector.environment'), value: t('frame.test') },
          (context()?.pages.length ?? 0) > 1 &&
            pageName() !== undefined && { label: t('audit.inspector.page'), value: pageName() },
          row().count > 1 && { label: t('audit.inspector.count'), value: t('audit.inspector.requests', row().count) },
          row().first_at !== undefined && {
            label: t('audit.inspector.firstAt'),
            value: <Instant at={row().first_at ?? row().at} />,
          },
          row().request_id !== null && {
            label: t('audit.inspector.requestId'),
            value: <code>{row().request_id}</code>,
          },
          row().client_request_id !== undefined && {
            label: t('audit.inspector.clientRequestId'),
            value: <code>{row().client_request_id}</code>,
          },
        ]}
      />
      <div class={styles.links}>
        <Show when={row().actor.id !== null}>
          <TextButton onClick={() => props.onAround(row())}>{t('audit.inspector.around')}</TextButton>
        </Show>
        <Show when={tokenHref()}>
          {(href) => (
            <A href={href()} class={styles.link}>
              {t('audit.inspector.openToken')}
            </A>
          )}
        </Show>
        <Show when={appHref()}>
          {(href) => (
            <A href={href()} class={styles.link}>
              {t('audit.inspector.openApp')}
            </A>
          )}
        </Show>
      </div>
      <Changes row={row()} />
      <Show when={requestPath(row())}>
        {(path) => (
          <>
            <h3>{t('audit.inspector.request')}</h3>
            <Code label={t('audit.inspector.request')}>
              {[
                `${row().method} ${path()}`,
                ...(row().status === null ? [] : [t('audit.inspector.status', row().status ?? 0)]),
              ].join('\n')}
            </Code>
            <DecideNow row={row()} />
          </>
        )}
      </Show>
      <h3>{t('audit.inspector.chain')}</h3>
      <Facts
        of={[
          {
            label: t('audit.inspector.previous'),
            value: (
              <Show when={row().prev_hash} fallback={t('audit.inspector.notVisible')}>
                {(hash) => <Hash of={hash()} />}
              </Show>
            ),
          },
          { label: t('audit.inspector.this'), value: <Hash of={row().hash} /> },
        ]}
      />
      <div class={styles.tools}>
        <CopyButton small text={JSON.stringify(row(), null, 2)} label={t('audit.inspector.copyJson')} />
        <Show when={curl()}>
          {(command) => <CopyButton small text={command()} label={t('audit.inspector.copyCurl')} />}
        </Show>
      </div>
    </aside>
  )
}

function Hash(props: { of: string }) {
  return <code data-tip={props.of}>{shortHash(props.of)}</code>
}

/** Before and after, field by field. */
function Changes(props: { row: AuditRow }) {
  const changes = createMemo(() => fieldChanges(props.row.changes))
  const title = (): string =>
    props.row.kind !== 'change'
      ? t('audit.inspector.details')
      : props.row.changes?.before === undefined
        ? t('audit.inspector.created')
        : props.row.changes.after === undefined
          ? t('audit.inspector.removed')
          : t('audit.inspector.changes')
  return (
    <Show when={changes().length > 0}>
      <h3>{title()}</h3>
      <dl class={styles.changes}>
        <For each={changes()}>
          {(change) => (
            <div class={styles.change}>
              <dt>{change.field}</dt>
              <Show when={change.before}>
                {(value) => (
                  <dd class={styles.before}>
                    <span aria-hidden="true">− </span>
                    {value()}
                  </dd>
                )}
              </Show>
              <Show when={change.after}>
                {(value) => (
                  <dd class={styles.after}>
                    <span aria-hidden="true">+ </span>
                    {value()}
                  </dd>
                )}
              </Show>
            </div>
          )}
        </For>
      </dl>
    </Show>
  )
}
