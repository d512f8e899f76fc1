import PowerOff from 'lucide-solid/icons/power-off'
import { Show } from 'solid-js'
import { disableMember } from '../../../src-server/contract/members.ts'
import { call } from '../../api/call.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import type { MemberDialogProps } from './role.tsx'
import { t } from './words.ts'

/** Keeps someone out from now on. */
export function DisableDialog(props: MemberDialogProps) {
  const member = useLast(() => props.member)
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      const target = member()
      if (target === undefined) throw new Error('There is no member to disable.')
      return call(disableMember, { params: { id: target.id } })
    },
    done: (disabled) => {
      props.onClose()
      props.onChanged()
      toast(t('members.disable.done', disabled.name), t('members.disable.doneDetail'))
    },
  })
  return (
    <AlertDialog
      open={props.member !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={PowerOff}
      title={t('members.disable.title', member()?.name ?? '')}
      description={t('members.disable.body')}
      keep={t('members.disable.keep')}
      returnTo={() => {
        const target = member()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('members.disable.confirm')}
        </Button>
      }
    >
      <Show when={member()?.id === context()?.user?.id}>
        <Callout tone="warn">{t('members.disable.self')}</Callout>
      </Show>
      <Show when={(member()?.tokens ?? 0) > 0}>
        <p>{t('members.disable.tokens', member()?.tokens ?? 0)}</p>
      </Show>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
