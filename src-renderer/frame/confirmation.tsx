import { createSignal, Show } from 'solid-js'
import { getSession } from '../../src-server/contract/session.ts'
import { call } from '../api/call.ts'
import { problemOf } from '../api/problem.ts'
import { context, giveAuthentication } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { PasswordField, TextField } from '../ui/field.tsx'
import { createForm } from '../ui/form.ts'
import text from '../ui/text.module.css'
import { PasskeyButton } from './passkey-button.tsx'
import { SignInProblem } from './sign-in-problem.tsx'

/**
 * The password given again, with a code where two-factor is on, or a passkey in their place: for what is sensitive, and on the lock screen.
 */
export function createConfirmation() {
  const [factors, setFactors] = createSignal({ two_factor: false, passkey: false })
  const form = createForm({
    initial: { password: '', code: '' },
    body: ({ password, code }) => ({ password, ...(factors().two_factor ? { code: code.trim() } : {}) }),
    check: ({ password, code }) => [
      ...(password === '' ? [{ path: '/password', message: t('session.passwordMissing') }] : []),
      ...(factors().two_factor && code.trim() === '' ? [{ path: '/code', message: t('session.codeMissing') }] : []),
    ],
    send: async (proof) => {
      try {
        await giveAuthentication(proof)
      } catch (thrown) {
        // Turned on meanwhile, elsewhere.
        if (problemOf(thrown).code === 'two_factor_required') setFactors((before) => ({ ...before, two_factor: true }))
        form.set('code', '')
        throw thrown
      }
    },
  })
  return {
    form,
    factors,
    /** Empties it, and finds out what is asked for. Until that is known it is the password, which is right for most. */
    begin(): void {
      form.reset()
      void call(getSession, { quiet: true, bare: true }).then(setFactors, () => undefined)
    },
  }
}

export function ConfirmationForm(props: {
  of: ReturnType<typeof createConfirmation>
  id: string
  email?: string | undefined
}) {
  const { form, factors } = props.of
  return (
    <form
      id={props.id}
      class={text.stack}
      ref={form.element}
      method="post"
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      {/* Password managers want to know whose password it is. */}
      <input type="text" hidden autocomplete="username" value={props.email ?? context()?.user?.email ?? ''} readOnly />
      <PasswordField
        label={t('session.password')}
        {...form.text('password')}
        autocomplete="current-password"
        autofocus
      />
      <Show when={factors().two_factor}>
        <TextField
          label={t('session.code')}
          hint={t('session.codeHint')}
          {...form.text('code')}
          autocomplete="one-time-code"
          maxLength={64}
          mono
        />
      </Show>
      <SignInProblem problem={form.problem()} />
      <Show when={factors().passkey}>
        <PasskeyButton
          label={t('session.passkey.confirm')}
          act={() => import('../state/passkeys.ts').then(({ confirmWithPasskey }) => confirmWithPasskey())}
        />
      </Show>
    </form>
  )
}
