import { Show } from 'solid-js'
import type { OAuthAppWithSecret } from '../../../src-server/contract/oauth-apps.ts'
import { serverIsLocal } from '../../state/server-address.ts'
import { Callout } from '../../ui/callout.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useLast } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/page.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { issuerOf } from './issuer.ts'
import styles from './oauth.module.css'
import { snippetsOf } from './snippets.ts'
import { t } from './words.ts'

/** The client secret, once, beside what an app needs to know besides. */
export default function ClientSecretDialog(props: {
  app: OAuthAppWithSecret | null
  onDone: (app: OAuthAppWithSecret) => void
}) {
  const shown = useLast(() => props.app)
  const secret = () => {
    const app = props.app
    return app === null || app.client_secret === null ? null : { id: app.id, name: app.name, value: app.client_secret }
  }
  return (
    <SecretDialog
      secret={secret()}
      title={(name) => t('oauth.secret.title', name)}
      label={t('oauth.secret.label')}
      words={t('oauth.secret.words')}
      use={t('oauth.secret.use')}
      tabs={() => [
        {
          id: 'client',
          label: t('oauth.secret.idTab'),
          content: () => (
            <>
              <Facts
                of={[
                  { label: t('oauth.secret.id'), value: <code>{shown()?.client_id}</code> },
                  {
                    label: t('oauth.secret.discovery'),
                    value: <code>{issuerOf()}/.well-known/openid-configuration</code>,
                  },
                ]}
              />
              <div class={styles.tools}>
                <CopyButton small text={shown()?.client_id ?? ''} label={t('oauth.secret.copyId')} />
              </div>
            </>
          ),
        },
      ]}
      snippets={snippetsOf(shown()?.name ?? '', shown()?.client_id ?? '', props.app?.client_secret ?? '', issuerOf())}
      foot={
        <Show when={serverIsLocal()}>
          <Callout tone="neutral">{t('oauth.secret.localOnly')}</Callout>
        </Show>
      }
      onDone={() => {
        if (props.app !== null) props.onDone(props.app)
      }}
    />
  )
}
