import Globe from 'lucide-solid/icons/globe'
import { createSignal, Match, onCleanup, onMount, Show, Switch } from 'solid-js'
import type { ConnectionView, SignInKind } from '../../../src-main/bridge/contract.ts'
import { SignInForm } from '../../frame/sign-in-form.tsx'
import { answerOf, bridge } from '../../platform.ts'
import { switchConnection } from '../../state/connections.ts'
import { refreshContext } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { PasswordField, RadioField } from '../../ui/field.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

/**
 * Signing in to a remote: with a password in its own window, in the system's browser, or with an API token. What is typed goes to main
 * once and is forgotten here.
 */
export default function RemoteSignIn(props: {
  connection: ConnectionView
  /** The e-mail address of whoever was signed in, whose session has ended. */
  email?: string | undefined
  onDone?: () => void
}) {
  let box: HTMLDivElement | undefined
  const one = (): ConnectionView => props.connection
  // It comes a moment after the page or the dialog that holds it.
  onMount(() => box?.querySelector<HTMLElement>('[data-autofocus]')?.focus())
  const [how, setHow] = createSignal<SignInKind>(props.connection.sign_in ?? 'password')
  const [refusal, setRefusal] = createSignal<string | null>(null)
  const done = (): void => {
    setRefusal(null)
    props.onDone?.()
    if (one().current) void refreshContext()
  }
  return (
    <div
      class={text.stack}
      ref={(element) => {
        box = element
      }}
    >
      <Show when={one().kept === 'none' ? one().keychain : null}>
        {(trouble) => (
          <Callout
            tone="warn"
            role="status"
            actions={
              <Button small onClick={() => void bridge?.testConnection({ id: one().id, who: true }).then(done)}>
                {t('common.tryAgain')}
              </Button>
            }
          >
            {t(`connections.keychain.${trouble()}`)}
          </Callout>
        )}
      </Show>
      <RadioField
        label={t('connections.signIn.how')}
        look="segments"
        value={how()}
        onChange={(next) => {
          setHow(next)
          setRefusal(null)
        }}
        choices={[
          { value: 'password', label: t('connections.signIn.password') },
          { value: 'oauth', label: t('connections.signIn.browser') },
          { value: 'token', label: t('connections.signIn.token') },
        ]}
      />
      <Switch>
        <Match when={how() === 'password'}>
          <ByPassword connection={one()} email={props.email} />
        </Match>
        <Match when={how() === 'oauth'}>
          <ByBrowser connection={one()} onDone={done} onRefused={setRefusal} />
        </Match>
        <Match when={how() === 'token'}>
          <ByToken connection={one()} onDone={done} onRefused={setRefusal} />
        </Match>
      </Switch>
      <Show when={refusal()}>
        {(words) => (
          <Callout tone="danger" role="alert">
            {words()}
          </Callout>
        )}
      </Show>
    </div>
  )
}

function ByPassword(props: { connection: ConnectionView; email: string | undefined }) {
  const prefer = (): void => {
    if (props.connection.sign_in !== 'password')
      void bridge?.editConnection({ id: props.connection.id, sign_in: 'password' })
  }
  return (
    <Show
      when={props.connection.current}
      fallback={
        <>
          <p class={text.secondary}>{t('connections.signIn.passwordBody')}</p>
          <div>
            <Button
              variant="primary"
              onClick={() => {
                prefer()
                switchConnection(props.connection.id)
              }}
            >
              {t('connections.signIn.passwordOpen')}
            </Button>
          </div>
        </>
      }
    >
      <SignInForm email={props.email} fixedEmail={props.email !== undefined} onDone={prefer} />
    </Show>
  )
}

interface WayProps {
  connection: ConnectionView
  onDone: () => void
  onRefused: (words: string | null) => void
}

/** What main says about an attempt, in words; true when someone is signed in now. */
function conclude(
  answer: Awaited<ReturnType<typeof attemptWithToken>>,
  name: string,
  onRefused: WayProps['onRefused'],
): boolean {
  if (answer?.outcome === 'signed_in') {
    const kept =
      answer.kept === 'keychain'
        ? t('connections.signIn.doneKeychain')
        : answer.keychain === null
          ? undefined
          : t(`connections.keychain.${answer.keychain}`)
    toast(t('connections.signIn.done', name), kept)
    return true
  }
  if (answer?.outcome === 'cancelled') return false
  const why = answer?.why ?? null
  const code = answer?.code ?? null
  onRefused(
    why !== null
      ? t(`connections.troubles.${why}`)
      : code === null
        ? t('connections.troubles.refused')
        : codeWords(code),
  )
  return false
}

const knownCodes = [
  'invalid_token',
  'token_revoked',
  'token_expired',
  'token_disabled',
  'ip_not_allowed',
  'api_access_disabled',
  'access_denied',
] as const

function codeWords(code: string): string {
  const known = knownCodes.find((one) => one === code)
  return known === undefined ? t('connections.codes.other', code) : t(`connections.codes.${known}`)
}

const attemptWithToken = (id: string, token: string) => answerOf(bridge?.signInWithToken({ id, token }))

function ByToken(props: WayProps) {
  const [token, setToken] = createSignal('')
  const [missing, setMissing] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const submit = async (): Promise<void> => {
    props.onRefused(null)
    const given = token().trim()
    setMissing(given === '')
    if (given === '' || busy()) return
    setBusy(true)
    const answer = await attemptWithToken(props.connection.id, given)
    setBusy(false)
    setToken('')
    if (conclude(answer, props.connection.name, props.onRefused)) props.onDone()
  }
  return (
    <form
      class={text.stack}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <PasswordField
        label={t('connections.signIn.tokenLabel')}
        hint={t('connections.signIn.tokenHint')}
        value={token()}
        onChange={setToken}
        error={missing() ? t('connections.signIn.tokenMissing') : undefined}
        autocomplete="off"
        autofocus
      />
      <div>
        <Button type="submit" variant="primary" busy={busy()}>
          {busy() ? t('connections.signIn.checking') : t('connections.signIn.tokenSubmit')}
        </Button>
      </div>
    </form>
  )
}

function ByBrowser(props: WayProps) {
  const [waiting, setWaiting] = createSignal(false)
  const cancel = (): void => void bridge?.cancelSignIn({ id: props.connection.id })
  onCleanup(() => {
    if (waiting()) cancel()
  })
  const start = async (): Promise<void> => {
    props.onRefused(null)
    setWaiting(true)
    const answer = await answerOf(bridge?.signInWithBrowser({ id: props.connection.id }))
    setWaiting(false)
    if (conclude(answer, props.connection.name, props.onRefused)) props.onDone()
  }
  return (
    <>
      <p class={text.secondary}>{t('connections.signIn.browserBody')}</p>
      <div class={text.wrap}>
        <Button variant="primary" icon={Globe} busy={waiting()} onClick={() => void start()}>
          {waiting() ? t('connections.signIn.browserWaiting') : t('connections.signIn.browserStart')}
        </Button>
        <Show when={waiting()}>
          <Button onClick={cancel}>{t('common.cancel')}</Button>
        </Show>
      </div>
    </>
  )
}
