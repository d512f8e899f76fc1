import Clock from 'lucide-solid/icons/clock'
import { context, ended, signOut } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { AlertDialog } from '../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** Over a screen whose session has ended: signing in again goes on where one was, drafts and all. */
export function SessionEnded() {
  return (
    <AlertDialog
      open={ended()}
      onClose={() => {}}
      stay
      veil
      icon={Clock}
      title={t('session.endedTitle')}
      description={t('session.ended')}
      footer={
        <Button variant="quiet" onClick={() => void signOut()}>
          {t('session.signOutInstead')}
        </Button>
      }
    >
      <SignInForm email={context()?.user?.email} fixedEmail />
    </AlertDialog>
  )
}
