import LockKeyhole from 'lucide-solid/icons/lock-keyhole'
import { createEffect, createSignal, createUniqueId, on, Show } from 'solid-js'
import { getSession } from '../../src-server/contract/session.ts'
import { call } from '../api/call.ts'
import { problemOf } from '../api/problem.ts'
import { context, giveAuthentication, passwordAsked, refuseAuthentication } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PasswordField, TextField } from '../ui/field.tsx'
import { createForm } from '../ui/form.ts'
import text from '../ui/text.module.css'
import { PasskeyButton } from './passkey-button.tsx'
import { SignInProblem } from './sign-in-problem.tsx'

/**
 * Asks for the password again, with a code where two-factor is on, or for a passkey, when the server wants it for what is sensitive; the call
 * that waited then goes on.
 */
export function PasswordDialog() {
  const formId = createUniqueId()
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
  createEffect(
    on(passwordAsked, (asked) => {
      if (asked === null) return
      form.reset()
      // Until it is known what is asked for, the password is: that is right for most.
      void call(getSession, { quiet: true, bare: true }).then(setFactors, () => undefined)
    }),
  )
  return (
    <Dialog
      open={passwordAsked() !== null}
      onClose={refuseAuthentication}
      icon={LockKeyhole}
      title={t('session.reauthTitle')}
      description={factors().two_factor ? t('session.reauthCode') : t('session.reauth')}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={refuseAuthentication}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={form.sending()}>
            {t('session.confirm')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        class={text.stack}
        ref={form.element}
        method="post"
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        {/* Password managers want to know whose password it is. */}
        <input type="text" hidden autocomplete="username" value={context()?.user?.email ?? ''} readOnly />
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
    </Dialog>
  )
}
