import Clock from 'lucide-solid/icons/clock'
import { lazy, Show, Suspense } from 'solid-js'
import { ownRemote } from '../state/connections.ts'
import { locked } from '../state/lock.ts'
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
      open={ended() && !locked()}
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
      <SessionBegun email={context()?.user?.email} />
    </AlertDialog>
  )
}

/** Signing in as the same person, here or at the remote that this window shows. */
export function SessionBegun(props: { email: string | undefined }) {
  return (
    <Show when={ownRemote()} fallback={<SignInForm email={props.email} fixedEmail />}>
      {(remote) => (
        <Suspense>
          <RemoteSignIn connection={remote()} email={props.email} />
        </Suspense>
      )}
    </Show>
  )
}
