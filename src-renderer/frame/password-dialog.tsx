import LockKeyhole from 'lucide-solid/icons/lock-keyhole'
import { createEffect, createUniqueId, on } from 'solid-js'
import { passwordAsked, refuseAuthentication } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ConfirmationForm, createConfirmation } from './confirmation.tsx'

/** Asks for the password again when the server wants it for what is sensitive; the call that waited then goes on. */
export function PasswordDialog() {
  const formId = createUniqueId()
  const confirmation = createConfirmation()
  createEffect(
    on(passwordAsked, (asked) => {
      if (asked !== null) confirmation.begin()
    }),
  )
  return (
    <Dialog
      open={passwordAsked() !== null}
      onClose={refuseAuthentication}
      icon={LockKeyhole}
      title={t('session.reauthTitle')}
      description={confirmation.factors().two_factor ? t('session.reauthCode') : t('session.reauth')}
      onSubmitKeys={() => void confirmation.form.submit()}
      footer={
        <>
          <Button onClick={refuseAuthentication}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={confirmation.form.sending()}>
            {t('session.confirm')}
          </Button>
        </>
      }
    >
      <ConfirmationForm of={confirmation} id={formId} />
    </Dialog>
  )
}
