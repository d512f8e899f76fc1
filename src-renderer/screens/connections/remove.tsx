import Trash from 'lucide-solid/icons/trash'
import type { ConnectionView } from '../../../src-main/bridge/contract.ts'
import { bridge } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

/** Forgets a connection here. */
export function RemoveDialog(props: { connection: ConnectionView | undefined; onClose: () => void }) {
  const one = useLast(() => props.connection)
  const name = (): string => one()?.name ?? ''
  const remove = (): void => {
    const target = one()
    if (target === undefined) return
    props.onClose()
    void bridge
      ?.removeConnection({ id: target.id })
      .then(() => toast(t('connections.remove.done', target.name), t('connections.remove.doneDetail')))
  }
  return (
    <AlertDialog
      open={props.connection !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={t('connections.remove.title', name())}
      description={t('connections.remove.body')}
      keep={t('connections.remove.keep')}
      footer={
        <Button variant="danger" onClick={remove}>
          {t('connections.remove.confirm')}
        </Button>
      }
    />
  )
}
