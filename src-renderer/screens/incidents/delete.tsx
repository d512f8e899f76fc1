import Trash from 'lucide-solid/icons/trash'
import { Show } from 'solid-js'
import { deleteIncident, type Incident } from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { now } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { publicationOf } from './model.ts'
import { t } from './words.ts'

/** Removes an incident with everything that was said about it. */
export function DeleteDialog(props: { incident: Incident | undefined; onClose: () => void; onDeleted: () => void }) {
  const incident = useLast(() => props.incident)
  const form = createForm({
    initial: {},
    body: (values) => values,
    send: async () => {
      const target = incident()
      if (target === undefined) throw new Error('There is no incident to delete.')
      await call(deleteIncident, { params: { id: target.id } })
      return target
    },
    done: (deleted) => {
      props.onClose()
      toast(t('incidents.remove.done', deleted.name), t('incidents.remove.doneDetail'))
      props.onDeleted()
    },
  })
  return (
    <AlertDialog
      open={props.incident !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={t('incidents.remove.title', incident()?.name ?? '')}
      description={t('incidents.remove.body')}
      keep={t('incidents.remove.keep')}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('incidents.remove.confirm')}
        </Button>
      }
    >
      <Show when={incident()}>
        {(one) => (
          <Show when={publicationOf(one(), now()) === 'public'}>
            <Callout tone="warn">{t('incidents.remove.public')}</Callout>
          </Show>
        )}
      </Show>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
