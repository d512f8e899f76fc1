import Trash from 'lucide-solid/icons/trash'
import {
  type Component,
  type ComponentGroup,
  deleteComponent,
  deleteComponentGroup,
} from '../../../src-server/contract/components.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

export type Doomed =
  | { kind: 'component'; item: Component }
  | { kind: 'group'; item: ComponentGroup; components: number }

/** Removes a component with its history, or a group whose components stay. */
export function DeleteDialog(props: { of: Doomed | undefined; onClose: () => void; onDeleted: () => void }) {
  const doomed = useLast(() => props.of)
  const name = (): string => doomed()?.item.name ?? ''
  const isGroup = (): boolean => doomed()?.kind === 'group'
  const words = (): string => {
    const target = doomed()
    return target?.kind === 'group' ? t('components.removeGroup.body', target.components) : t('components.remove.body')
  }
  const form = createForm({
    initial: {},
    body: (values) => values,
    send: async () => {
      const target = doomed()
      if (target === undefined) throw new Error('There is nothing to delete.')
      await call(target.kind === 'group' ? deleteComponentGroup : deleteComponent, { params: { id: target.item.id } })
      return target
    },
    done: ({ kind, item }) => {
      props.onClose()
      toast(kind === 'group' ? t('components.removeGroup.done', item.name) : t('components.remove.done', item.name))
      props.onDeleted()
    },
  })
  return (
    <AlertDialog
      open={props.of !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={isGroup() ? t('components.removeGroup.title', name()) : t('components.remove.title', name())}
      description={words()}
      keep={isGroup() ? t('components.removeGroup.keep') : t('components.remove.keep')}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {isGroup() ? t('components.removeGroup.confirm') : t('components.remove.confirm')}
        </Button>
      }
    >
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
