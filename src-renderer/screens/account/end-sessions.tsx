import LogOut from 'lucide-solid/icons/log-out'
import { endMyOtherSessions } from '../../../src-server/contract/session.ts'
import { call } from '../../api/call.ts'
import { signOut } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

interface EndProps {
  open: boolean
  /** How many other sessions there are. */
  others: number
  onClose: () => void
}

/** Ends every other session; this one stays. */
export function EndOthers(props: EndProps & { onChanged: () => void }) {
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: () => call(endMyOtherSessions),
    done: () => {
      props.onClose()
      props.onChanged()
      toast(t('account.endingOthers.done'), t('account.endingOthers.doneDetail'))
    },
  })
  return (
    <AlertDialog
      open={props.open}
      onClose={props.onClose}
      tone="danger"
      icon={LogOut}
      title={t('account.endingOthers.title')}
      description={t('account.endingOthers.body', props.others)}
      keep={t('account.endingOthers.keep')}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('account.endingOthers.confirm')}
        </Button>
      }
    >
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}

/** Ends every session of this person, this one last, so that a refusal in between is still seen. */
export function SignOutEverywhere(props: EndProps) {
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      await call(endMyOtherSessions)
      props.onClose()
      await signOut()
    },
  })
  return (
    <AlertDialog
      open={props.open}
      onClose={props.onClose}
      tone="danger"
      icon={LogOut}
      title={t('account.signOutAll.title')}
      description={t('account.signOutAll.body', props.others + 1)}
      keep={t('account.signOutAll.keep')}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('account.signOutAll.confirm')}
        </Button>
      }
    >
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
