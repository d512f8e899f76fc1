import ShieldOff from 'lucide-solid/icons/shield-off'
import { resetMemberTwoFactor } from '../../../src-server/contract/members.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import type { MemberDialogProps } from './role.tsx'
import { t } from './words.ts'

/** Takes two-factor and passkeys off someone who has lost what they prove themselves with. */
export function ResetTwoFactorDialog(props: MemberDialogProps) {
  const member = useLast(() => props.member)
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      const target = member()
      if (target === undefined) throw new Error('There is no member to reset.')
      await call(resetMemberTwoFactor, { params: { id: target.id } })
      return target.name
    },
    done: (name) => {
      props.onClose()
      props.onChanged()
      toast(t('members.resetTwoFactor.done', name), t('members.resetTwoFactor.doneDetail'))
    },
  })
  return (
    <AlertDialog
      open={props.member !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={ShieldOff}
      title={t('members.resetTwoFactor.title', member()?.name ?? '')}
      description={t('members.resetTwoFactor.body')}
      keep={t('members.resetTwoFactor.keep')}
      returnTo={() => {
        const target = member()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('members.resetTwoFactor.confirm')}
        </Button>
      }
    >
      <p>{t('members.resetTwoFactor.ask')}</p>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
