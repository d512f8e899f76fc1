import { createSignal, lazy, Show, Suspense } from 'solid-js'
import { signIn } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import styles from '../ui/entry.module.css'
import { PasswordField, TextField } from '../ui/field.tsx'
import { createForm } from '../ui/form.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { SignInProblem } from './sign-in-problem.tsx'

const CodeForm = lazy(() => import('./code-form.tsx'))

interface SignInFormProps {
  email?: string | undefined
  fixedEmail?: boolean
  onDone?: (() => void) | undefined
  /** Leads to a new password; left out where there is no way to one. */
  onForgot?: (() => void) | undefined
}

/** E-mail address and password, then a code where two-factor is on; or a passkey, which is both. */
export function SignInForm(props: SignInFormProps) {
  const [challenge, setChallenge] = createSignal<string | null>(null)
  return (
    <Show when={challenge()} fallback={<PasswordForm {...props} onSecondFactor={setChallenge} />}>
      {(asked) => (
        <Suspense>
          <CodeForm challenge={asked()} onBack={() => setChallenge(null)} onDone={props.onDone} />
        </Suspense>
      )}
    </Show>
  )
}

/** What is wrong is said once, and never whether the person exists. */
function PasswordForm(props: SignInFormProps & { onSecondFactor: (challenge: string) => void }) {
  let box: HTMLFormElement | undefined
  const form = createForm({
    initial: { email: props.email ?? '', password: '' },
    body: (values) => values,
    check: (values) => [
      ...(values.email.trim() === '' ? [{ path: '/email', message: t('session.emailMissing') }] : []),
      ...(values.password === '' ? [{ path: '/password', message: t('session.passwordMissing') }] : []),
    ],
    send: async (body) => {
      try {
        const challenge = await signIn(body.email.trim(), body.password)
        if (challenge === null) props.onDone?.()
        else props.onSecondFactor(challenge)
      } catch (thrown) {
        // Started afresh: the emptied field is no mistake of whoever typed.
        form.reset({ ...body, password: '' })
        box?.querySelector<HTMLInputElement>('[autocomplete="current-password"]')?.focus()
        throw thrown
      }
    },
  })
  return (
    <form
      class={styles.form}
      ref={(element) => {
        box = element
        form.element(element)
      }}
      method="post"
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      <TextField
        label={t('session.email')}
        type="email"
        {...form.text('email')}
        autocomplete="username"
        inputmode="email"
        autofocus={props.fixedEmail !== true}
      />
      <PasswordField
        label={t('session.password')}
        {...form.text('password')}
        autocomplete="current-password"
        autofocus={props.fixedEmail === true}
      />
      <SignInProblem problem={form.problem()} />
      <Button type="submit" variant="primary" busy={form.sending()}>
        {form.sending() ? t('session.signingIn') : t('session.signIn')}
      </Button>
      <PasskeyButton
        label={t('session.passkey.signIn')}
        act={() => import('../state/passkeys.ts').then(({ signInWithPasskey }) => signInWithPasskey())}
        onDone={props.onDone}
      />
      <Show when={props.onForgot}>
        {(forgot) => (
          <Button variant="quiet" onClick={() => forgot()()}>
            {t('session.forgot')}
          </Button>
        )}
      </Show>
    </form>
  )
}
