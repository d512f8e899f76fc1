import { useNavigate } from '@solidjs/router'
import { createSignal, Match, onMount, Show, Switch } from 'solid-js'
import { resetPassword } from '../../../src-server/contract/password-reset.ts'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/problem.ts'
import CodeForm from '../../frame/code-form.tsx'
import { takeLinkKey } from '../../platform.ts'
import { type GoneReason, goneReasonOf, looksLikeKey } from '../../state/link-key.ts'
import { context, phase, signIn, signOut } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import entry from '../../ui/entry.module.css'
import { Entry } from '../../ui/entry.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

/**
 * Where the link of a password reset leads: outside the frame, without a session. The key comes in the fragment, is taken out of the address
 * bar at once, lives in this component only and goes back to the server in `X-Magic-Token`. Whoever sets the password is signed in
 * with it, with a code besides where two-factor is on: a mailbox is one factor.
 */
export default function ResetScreen() {
  const navigate = useNavigate()
  const [key, setKey] = createSignal<string | null>(null)
  const [ready, setReady] = createSignal(false)
  const [gone, setGone] = createSignal<GoneReason | null>(null)
  const [challenge, setChallenge] = createSignal<string | null>(null)
  const leave = (): void => navigate('/', { replace: true })
  const form = createForm({
    initial: { password: '' },
    body: (values) => values,
    schema: resetPassword.body,
    check: (values) =>
      [...values.password].length < 12 ? [{ path: '/password', message: t('setup.required.password') }] : [],
    send: async (body) => {
      try {
        const { email } = await call(resetPassword, { body, magic: key() ?? '', quiet: true, bare: true })
        return { email, password: body.password }
      } catch (thrown) {
        setGone(goneReasonOf(problemOf(thrown).code))
        throw thrown
      }
    },
    done: (signingIn) => {
      setKey(null)
      void enter(signingIn)
    },
  })
  const enter = async ({ email, password }: { email: string; password: string }): Promise<void> => {
    if (phase() === 'signed_in') await signOut()
    toast(t('reset.done'), t('reset.doneDetail'))
    // Where signing in is refused for now, the sign-in page says why: the password is set already.
    const asked = await signIn(email, password).catch(() => null)
    if (asked === null) leave()
    else setChallenge(asked)
  }
  let card: HTMLDivElement | undefined
  onMount(() => {
    document.title = `${t('reset.title')} · ${t('frame.product')}`
    const taken = takeLinkKey()
    if (looksLikeKey(taken)) setKey(taken)
    setReady(true)
    requestAnimationFrame(() =>
      (card?.querySelector<HTMLElement>('[data-autofocus]') ?? card?.querySelector<HTMLElement>('h1'))?.focus(),
    )
  })
  return (
    <Entry>
      <div
        class={entry.form}
        ref={(element) => {
          card = element
        }}
      >
        <Switch>
          <Match when={challenge()}>
            {(asked) => (
              <>
                <h1 class={entry.title} tabindex="-1">
                  {t('reset.codeTitle')}
                </h1>
                <CodeForm challenge={asked()} onBack={leave} onDone={leave} />
              </>
            )}
          </Match>
          <Match when={gone()}>
            {(reason) => <NoWay title={t('reset.goneTitle')} words={t(`reset.${reason()}`)} />}
          </Match>
          <Match when={ready() && key() === null && !form.sending()}>
            <NoWay title={t('reset.missingTitle')} words={t('reset.missing')} />
          </Match>
          <Match when={ready()}>
            <div>
              <h1 class={entry.title} tabindex="-1">
                {t('reset.title')}
              </h1>
              <p class={entry.words}>{t('reset.words')}</p>
            </div>
            <Show when={phase() === 'signed_in' ? context()?.user : undefined}>
              {(user) => <Callout tone="neutral">{t('reset.signedInAs', user().name)}</Callout>}
            </Show>
            <form
              class={entry.form}
              ref={form.element}
              method="post"
              onSubmit={(event) => {
                event.preventDefault()
                void form.submit()
              }}
            >
              <PasswordField
                label={t('reset.password')}
                hint={t('setup.passwordHint', [...form.values.password].length)}
                autocomplete="new-password"
                autofocus
                {...form.text('password')}
              />
              <FormProblem problem={form.problem()} />
              <Button type="submit" variant="primary" busy={form.sending()}>
                {t('reset.submit')}
              </Button>
            </form>
          </Match>
        </Switch>
      </div>
    </Entry>
  )
}

function NoWay(props: { title: string; words: string }) {
  const navigate = useNavigate()
  return (
    <>
      <div role="alert">
        <h1 class={entry.title} tabindex="-1">
          {props.title}
        </h1>
        <p class={entry.words}>{props.words}</p>
      </div>
      <Button variant="primary" onClick={() => navigate('/', { replace: true })}>
        {t('reset.toSignIn')}
      </Button>
    </>
  )
}
