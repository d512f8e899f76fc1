import Undo from 'lucide-solid/icons/undo-2'
import { t } from '../strings/strings.ts'
import { Button } from './button.tsx'
import { AlertDialog } from './dialog.tsx'

/** Closing a form with unsaved changes: "Discard this token?" */
export function DiscardDialog(props: { open: boolean; thing: string; onKeep: () => void; onDiscard: () => void }) {
  return (
    <AlertDialog
      open={props.open}
      onClose={props.onKeep}
      icon={Undo}
      title={t('common.discardTitle', props.thing)}
      description={t('common.discardBody')}
      keep={t('common.keepEditing')}
      footer={
        <Button variant="danger" onClick={props.onDiscard}>
          {t('common.discard')}
        </Button>
      }
    />
  )
}
