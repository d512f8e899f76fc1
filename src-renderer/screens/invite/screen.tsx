import { useNavigate } from '@solidjs/router'
import { createResource, createSignal, Match, onMount, Show, Switch } from 'solid-js'
import { acceptInvite } from '../../../src-server/contract/members.ts'
import { getSetup } from '../../../src-server/contract/setup.ts'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/problem.ts'
import { takeLinkKey } from '../../platform.ts'
import { type GoneReason, goneReasonOf, looksLikeKey } from '../../state/link-key.ts'
import { context, phase, signIn, signOut } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import entry from '../../ui/entry.module.css'
import { Entry } from '../../ui/entry.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

/**
 * Where an invite's link leads: outside the frame, without a session. The key comes in the fragment, is taken out of the address bar
 * at once, lives in this component only and goes back to the server in `X-Magic-Token`. Whoever joins is signed in with the password
 * just chosen.
 */
export default function InviteScreen() {
  const navigate = useNavigate()
  const [key, setKey] = createSignal<string | null>(null)
  const [ready, setReady] = createSignal(false)
  const [gone, setGone] = createSignal<GoneReason | null>(null)
  const [workspace] = createResource(() =>
    call(getSetup, { quiet: true, bare: true }).then(
      (reply) => reply.workspace_name,
      () => null,
    ),
  )
  const workspaceName = (): string | null => (workspace.state === 'ready' ? workspace() : null) ?? null
  const title = (): string => {
    const known = workspaceName()
    return known === null ? t('invite.title') : t('invite.titleNamed', known)
  }
  const form = createForm({
    initial: { name: '', password: '' },
    body: (values) => ({ name: values.name.trim(), password: values.password }),
    schema: acceptInvite.body,
    check: (values) => [
      ...(values.name.trim() === '' ? [{ path: '/name', message: t('invite.nameMissing') }] : []),
      ...([...values.password].length < 12 ? [{ path: '/password', message: t('setup.required.password') }] : []),
    ],
    send: async (body) => {
      const magic = key() ?? ''
      try {
        const { user } = await call(acceptInvite, { body, magic, quiet: true, bare: true })
        return { email: user.email, password: body.password }
      } catch (thrown) {
        setGone(goneReasonOf(problemOf(thrown).code))
        throw thrown
      }
    },
    done: ({ email, password }) => {
      setKey(null)
      void enter(email, password)
    },
  })
  const enter = async (email: string, password: string): Promise<void> => {
    if (phase() === 'signed_in') await signOut()
    // Where signing in is refused for now, the sign-in page says why: the account is there already.
    await signIn(email, password).then(
      () => toast(t('invite.joined', workspaceName() ?? t('frame.product')), t('invite.joinedDetail')),
      () => undefined,
    )
    navigate('/', { replace: true })
  }
  let card: HTMLDivElement | undefined
  onMount(() => {
    document.title = `${t('invite.title')} · ${t('frame.product')}`
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
          <Match when={gone()}>
            {(reason) => <NoWay title={t('invite.goneTitle')} words={t(`invite.${reason()}`)} />}
          </Match>
          <Match when={ready() && key() === null && !form.sending()}>
            <NoWay title={t('invite.missingTitle')} words={t('invite.missing')} />
          </Match>
          <Match when={ready()}>
            <div>
              <h1 class={entry.title} tabindex="-1">
                {title()}
              </h1>
              <p class={entry.words}>{t('invite.words')}</p>
            </div>
            <Show when={phase() === 'signed_in' ? context()?.user : undefined}>
              {(user) => <Callout tone="neutral">{t('invite.signedInAs', user().name)}</Callout>}
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
              <TextField
                label={t('invite.name')}
                autocomplete="name"
                maxLength={120}
                autofocus
                {...form.text('name')}
              />
              <PasswordField
                label={t('invite.password')}
                hint={t('setup.passwordHint', [...form.values.password].length)}
                autocomplete="new-password"
                {...form.text('password')}
              />
              <FormProblem problem={form.problem()} />
              <Button type="submit" variant="primary" busy={form.sending()}>
                {t('invite.submit')}
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
        {t('invite.toSignIn')}
      </Button>
    </>
  )
}
