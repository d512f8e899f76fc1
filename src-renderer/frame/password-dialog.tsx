import LockKeyhole from 'lucide-solid/icons/lock-keyhole'
import { createEffect, createUniqueId, on } from 'solid-js'
import { context, giveAuthentication, passwordAsked, refuseAuthentication } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PasswordField } from '../ui/field.tsx'
import { createForm } from '../ui/form.ts'
import { FormProblem } from '../ui/screen-state.tsx'

/** Asks for the password again when the server wants it for what is sensitive; the call that waited then goes on. */
export function PasswordDialog() {
  const formId = createUniqueId()
  const form = createForm({
    initial: { password: '' },
    body: (values) => values.password,
    check: (values) => (values.password === '' ? [{ path: '/password', message: t('session.passwordMissing') }] : []),
    send: giveAuthentication,
  })
  createEffect(
    on(passwordAsked, (asked) => {
      if (asked !== null) form.reset()
    }),
  )
  return (
    <Dialog
      open={passwordAsked() !== null}
      onClose={refuseAuthentication}
      icon={LockKeyhole}
      title={t('session.reauthTitle')}
      description={t('session.reauth')}
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
        ref={form.element}
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
      </form>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}
