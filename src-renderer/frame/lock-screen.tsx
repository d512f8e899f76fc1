import LockKeyhole from 'lucide-solid/icons/lock-keyhole'
import { createEffect, createResource, createUniqueId, on, Show } from 'solid-js'
import { getSession } from '../../src-server/contract/session.ts'
import { call } from '../api/call.ts'
import { locked } from '../state/lock.ts'
import { context, ended, phase, signOutHere } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { AlertDialog } from '../ui/dialog.tsx'
import { ConfirmationForm, createConfirmation } from './confirmation.tsx'
import { SessionBegun } from './session-ended.tsx'

/**
 * S17: nothing but the product's name and who is here, until the password was given. What was open stays behind it, drafts and running jobs
 * too; the server's session is locked meanwhile. One that has ended behind it is begun anew from here.
 */
export function LockScreen() {
  const formId = createUniqueId()
  const confirmation = createConfirmation()
  createEffect(
    on(locked, (is) => {
      if (is) confirmation.begin()
    }),
  )
  // After a reload nothing is known but what a locked session may ask.
  const [found] = createResource(
    () => (locked() && context() === null ? phase() : null),
    () =>
      call(getSession, { quiet: true, bare: true }).then(
        ({ user }) => user,
        () => null,
      ),
  )
  const person = () => context()?.user ?? (found.state === 'ready' ? found() : null)
  const isOver = (): boolean => ended()
  return (
    <AlertDialog
      open={locked()}
      onClose={() => {}}
      stay
      blank
      icon={LockKeyhole}
      title={t('session.lockedTitle')}
      description={isOver() ? t('session.ended') : (person()?.name ?? person()?.email ?? '')}
      onSubmitKeys={() => void confirmation.form.submit()}
      footer={
        <>
          <Button variant="quiet" onClick={() => void signOutHere()}>
            {t('frame.signOut')}
          </Button>
          <Show when={!isOver()}>
            <Button type="submit" form={formId} variant="primary" busy={confirmation.form.sending()}>
              {t('session.unlock')}
            </Button>
          </Show>
        </>
      }
    >
      <Show when={isOver()} fallback={<ConfirmationForm of={confirmation} id={formId} email={person()?.email} />}>
        <SessionBegun email={person()?.email} />
      </Show>
    </AlertDialog>
  )
}
