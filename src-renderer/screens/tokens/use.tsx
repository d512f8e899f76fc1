import { For, Show } from 'solid-js'
import type { Token } from '../../../src-server/contract/tokens.ts'
import { pageId } from '../../state/choices.ts'
import { context } from '../../state/session.ts'
import { workspaceIsLocal, workspaceOrigin } from '../../state/workspace-address.ts'
import { Callout } from '../../ui/callout.tsx'
import { Code } from '../../ui/code.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Card, Facts } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import text from '../../ui/text.module.css'
import styles from './use.module.css'
import { useSnippetsOf } from './use-snippets.ts'
import { t } from './words.ts'

/** How a token is put to use: the workspace's address, snippets that read the secret from elsewhere, and who can reach the address at all. */
export function UseIt(props: { token: Pick<Token, 'permission' | 'page_id'> }) {
  const several = (): boolean => props.token.page_id === null && (context()?.pages.length ?? 0) > 1
  const snippets = () =>
    useSnippetsOf({
      origin: workspaceOrigin(),
      level: props.token.permission,
      pageId: several() ? (pageId() ?? context()?.page?.id ?? null) : null,
    })
  return (
    <Card title={t('tokens.use.title')}>
      <Facts
        of={[
          {
            label: t('tokens.use.address'),
            value: (
              <span class={text.row}>
                <code>{workspaceOrigin()}</code>{' '}
                <CopyButton small variant="quiet" text={workspaceOrigin()} label={t('tokens.use.copyAddress')} />
              </span>
            ),
          },
        ]}
      />
      <Tabs
        label={t('tokens.use.places')}
        tabs={snippets().map(({ id, label, code, elsewhere }) => ({
          id,
          label,
          content: () => (
            <>
              <Show when={elsewhere && workspaceIsLocal()}>
                <Callout tone="warn">{t('tokens.use.elsewhere', label)}</Callout>
              </Show>
              <Code label={t('tokens.use.code', label)}>{code.trimEnd()}</Code>
              <div class={styles.tools}>
                <CopyButton small text={code} label={t('tokens.use.copy')} />
                <span class={styles.hint}>{t(`tokens.use.hints.${id}`)}</span>
              </div>
            </>
          ),
        }))}
      />
      <Show when={workspaceIsLocal()}>
        <Callout tone="neutral" actions={<Publish />}>
          {t('tokens.use.localOnly')}
        </Callout>
      </Show>
    </Card>
  )
}

const publishing = 'beatkeeper serve --public-url https://status.example.org \\\n  --trust-proxy 127.0.0.1'

/** How it is published, in the two steps that it takes. */
function Publish() {
  return (
    <div class={styles.publish}>
      <ol class={styles.steps}>
        <For each={[t('tokens.use.publish.proxy'), t('tokens.use.publish.serve')]}>{(step) => <li>{step}</li>}</For>
      </ol>
      <Code label={t('tokens.use.publish.command')}>{publishing}</Code>
      <div class={styles.tools}>
        <CopyButton small text={publishing} label={t('tokens.use.copy')} />
        <span class={styles.hint}>{t('tokens.use.publish.guide')}</span>
      </div>
    </div>
  )
}
