import Clock from 'lucide-solid/icons/clock'
import { lazy, Show, Suspense } from 'solid-js'
import { ownRemote } from '../state/connections.ts'
import { context, ended, signOut } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { AlertDialog } from '../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'

const RemoteSignIn = lazy(() => import('../screens/connections/sign-in.tsx'))

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
      <Show when={ownRemote()} fallback={<SignInForm email={context()?.user?.email} fixedEmail />}>
        {(remote) => (
          <Suspense>
            <RemoteSignIn connection={remote()} email={context()?.user?.email} />
          </Suspense>
        )}
      </Show>
    </AlertDialog>
  )
}
