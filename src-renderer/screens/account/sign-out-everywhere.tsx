import LogOut from 'lucide-solid/icons/log-out'
import { endMySession } from '../../../src-server/contract/session.ts'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/problem.ts'
import { signOut } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { t } from './words.ts'

/** Ends every session of this person, this one last, so that a refusal in between is still seen. */
export function SignOutEverywhere(props: { open: boolean; others: readonly string[]; onClose: () => void }) {
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      for (const id of props.others) {
        try {
          await call(endMySession, { params: { id } })
        } catch (thrown) {
          // One that ended by itself meanwhile is what was wanted.
          if (problemOf(thrown).state !== 'missing') throw thrown
        }
      }
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
      description={t('account.signOutAll.body', props.others.length + 1)}
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
