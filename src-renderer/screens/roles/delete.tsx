import Trash from 'lucide-solid/icons/trash'
import { Show } from 'solid-js'
import { deleteRole, type RoleResource } from '../../../src-server/contract/roles.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { Holders } from './holders.tsx'
import { t } from './words.ts'

/** Deletes a role that nobody holds; of one in use it says who does. */
export function DeleteRole(props: {
  role: RoleResource | undefined
  onClose: () => void
  onDeleted: (role: RoleResource) => void
  returnTo?: (role: RoleResource) => HTMLElement | null
}) {
  const role = useLast(() => props.role)
  const isUsed = (): boolean => {
    const use = role()?.in_use
    return use !== undefined && use.members + use.tokens > 0
  }
  const form = createForm({
    initial: {},
    body: (values) => values,
    send: async () => {
      const target = role()
      if (target === undefined) throw new Error('There is no role to delete.')
      await call(deleteRole, { params: { key: target.key } })
      return target
    },
    done: (deleted) => {
      props.onClose()
      toast(t('roles.remove.done', deleted.name), t('roles.remove.doneDetail'))
      props.onDeleted(deleted)
    },
  })
  return (
    <AlertDialog
      open={props.role !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={t('roles.remove.title', role()?.name ?? '')}
      description={
        isUsed()
          ? t('roles.remove.used', role()?.in_use.members ?? 0, role()?.in_use.tokens ?? 0)
          : t('roles.remove.body')
      }
      keep={t('roles.remove.keep')}
      returnTo={() => {
        const target = role()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Show when={!isUsed()}>
          <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
            {t('roles.remove.confirm')}
          </Button>
        </Show>
      }
    >
      <Show when={isUsed() ? role() : undefined}>{(one) => <Holders role={one()} />}</Show>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
