import { createResource, createSignal, lazy, onMount, Show, Suspense } from 'solid-js'
import { getSetup } from '../../src-server/contract/setup.ts'
import { call } from '../api/call.ts'
import { ownRemote } from '../state/connections.ts'
import { t } from '../strings/strings.ts'
import styles from '../ui/entry.module.css'
import { Entry } from '../ui/entry.tsx'
import { OtherConnections } from './other-connections.tsx'
import { SignInForm } from './sign-in-form.tsx'

const ForgotPassword = lazy(() => import('./forgot-password.tsx'))
const RemoteSignIn = lazy(() => import('../screens/connections/sign-in.tsx'))

/** Signing in, from nothing. */
export function SignIn() {
  const [workspace] = createResource(() =>
    call(getSetup, { quiet: true, bare: true }).then(
      (reply) => reply.workspace_name,
      () => null,
    ),
  )
  const name = (): string | null => (workspace.state === 'ready' ? workspace() : null) ?? null
  const title = (): string => {
    const known = ownRemote()?.name ?? name()
    return known === null ? t('session.signInTitle') : t('session.signInTo', known)
  }
  const [forgot, setForgot] = createSignal(false)
  let card: HTMLDivElement | undefined
  const focusFirst = (): void => card?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  onMount(() => {
    document.title = `${t('session.signInTitle')} · ${t('frame.product')}`
    focusFirst()
  })
  const backToSignIn = (): void => {
    setForgot(false)
    queueMicrotask(focusFirst)
  }
  return (
    <Entry>
      <div
        ref={(element) => {
          card = element
        }}
        class={styles.form}
      >
        <Show
          when={!forgot()}
          fallback={
            <Suspense>
              <ForgotPassword onBack={backToSignIn} />
            </Suspense>
          }
        >
          <h1 class={styles.title} tabindex="-1">
            {title()}
          </h1>
          <Show when={ownRemote()} fallback={<SignInForm onForgot={() => setForgot(true)} />}>
            {(remote) => (
              <Suspense>
                <RemoteSignIn connection={remote()} />
              </Suspense>
            )}
          </Show>
        </Show>
      </div>
      <OtherConnections />
    </Entry>
  )
}
