import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { createEffect, createMemo, createResource, createSignal, on, Show } from 'solid-js'
import { authorizeUrl, challengeOf, randomText } from '../../../src-server/contract/native-sign-in.ts'
import type { OAuthAppResource } from '../../../src-server/contract/oauth-apps.ts'
import { OAUTH_SCOPES, type OAuthScope } from '../../../src-server/contract/permissions.ts'
import { Button } from '../../ui/button.tsx'
import { Code } from '../../ui/code.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { RadioField } from '../../ui/field.tsx'
import { Card, Facts } from '../../ui/page.tsx'
import { issuerOf } from './issuer.ts'
import { exchangeCommand, takesAnyPort } from './model.ts'
import styles from './oauth.module.css'
import { ScopeField } from './scope-field.tsx'
import { t } from './words.ts'

/** An authorize request with fresh PKCE values, made here, and the request that trades its code. Nothing is sent or kept. */
export default function UrlBuilder(props: { app: OAuthAppResource }) {
  const scopesOfApp = createMemo(() => OAUTH_SCOPES.filter((scope) => props.app.scopes.includes(scope)))
  const [redirect, setRedirect] = createSignal(props.app.redirect_uris[0] ?? '')
  const [scopes, setScopes] = createSignal<OAuthScope[]>(scopesOfApp())
  const [turn, setTurn] = createSignal(0)
  createEffect(
    on(
      () => props.app.redirect_uris,
      (uris) => {
        if (!uris.includes(redirect())) setRedirect(uris[0] ?? '')
      },
    ),
  )
  const [values] = createResource(turn, async () => {
    const verifier = randomText()
    return { state: randomText(), verifier, challenge: await challengeOf(verifier) }
  })
  const made = createMemo(() => (values.state === 'ready' ? values() : undefined))
  const address = (challenge: string, state: string): string =>
    authorizeUrl(`${issuerOf()}/oauth/authorize`, {
      clientId: props.app.client_id,
      redirectUri: redirect(),
      scopes: ['openid', 'offline_access', ...scopes()],
      state,
      challenge,
    })
  return (
    <Card
      title={t('oauth.builder.title')}
      actions={
        <Button small icon={RefreshCw} onClick={() => setTurn(turn() + 1)}>
          {t('oauth.builder.refresh')}
        </Button>
      }
    >
      <p class={styles.quiet}>{t('oauth.builder.words')}</p>
      <Show when={values.error === undefined} fallback={<p class={styles.quiet}>{t('oauth.builder.unavailable')}</p>}>
        <Show when={props.app.redirect_uris.length > 1}>
          <RadioField
            look="chips"
            label={t('oauth.builder.redirect')}
            choices={props.app.redirect_uris.map((uri) => ({ value: uri, label: uri }))}
            value={redirect()}
            onChange={setRedirect}
            {...(takesAnyPort(redirect()) ? { hint: t('oauth.builder.loopbackPort') } : {})}
          />
        </Show>
        <details class={styles.more}>
          <summary>
            {t('oauth.builder.scopes')} <span class={styles.quiet}>{t('oauth.scopes', scopes().length)}</span>
          </summary>
          <ScopeField
            label={t('oauth.builder.scopes')}
            labelHidden
            of={scopesOfApp()}
            value={scopes()}
            onChange={setScopes}
          />
        </details>
        <Show when={made()}>
          {(now) => (
            <>
              <ol class={styles.steps}>
                <li>
                  <p>{t('oauth.builder.step1')}</p>
                  <Code label={t('oauth.builder.address')}>{address(now().challenge, now().state)}</Code>
                  <div class={styles.tools}>
                    <CopyButton
                      small
                      text={address(now().challenge, now().state)}
                      label={t('oauth.builder.copyAddress')}
                    />
                  </div>
                </li>
                <li>
                  <p>{t('oauth.builder.step2')}</p>
                  <Facts
                    of={[
                      { label: t('oauth.builder.state'), value: <code>{now().state}</code> },
                      { label: 'iss', value: <code>{issuerOf()}</code> },
                    ]}
                  />
                </li>
                <li>
                  <p>{t('oauth.builder.step3')}</p>
                  <Code label={t('oauth.builder.exchange')}>{command(now().verifier)}</Code>
                  <div class={styles.tools}>
                    <CopyButton small text={command(now().verifier)} label={t('oauth.builder.copyCommand')} />
                  </div>
                </li>
              </ol>
            </>
          )}
        </Show>
      </Show>
    </Card>
  )

  function command(verifier: string): string {
    return exchangeCommand(props.app, { issuer: issuerOf(), redirectUri: redirect(), verifier })
  }
}
