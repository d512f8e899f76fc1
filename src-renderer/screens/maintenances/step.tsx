import Ban from 'lucide-solid/icons/ban'
import CircleCheck from 'lucide-solid/icons/circle-check'
import Play from 'lucide-solid/icons/play'
import Trash from 'lucide-solid/icons/trash'
import {
  cancelMaintenance,
  completeMaintenance,
  deleteMaintenance,
  type Maintenance,
  startMaintenance,
} from '../../../src-server/contract/maintenances.ts'
import { call } from '../../api/call.ts'
import { Button, type Icon } from '../../ui/button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

export type AskedStep = 'start' | 'complete' | 'cancel' | 'delete'

interface StepWords {
  icon: Icon
  danger: boolean
  title: (name: string) => string
  body: (maintenance: Maintenance) => string
  keep: () => string
  confirm: () => string
  done: (name: string) => string
  run: (id: string) => Promise<unknown>
}

const steps: Readonly<Record<AskedStep, StepWords>> = {
  start: {
    icon: Play,
    danger: false,
    title: (name) => t('maintenances.start.title', name),
    body: ({ components }) => t('maintenances.start.body', components.length),
    keep: () => t('maintenances.start.keep'),
    confirm: () => t('maintenances.start.confirm'),
    done: (name) => t('maintenances.start.done', name),
    run: (id) => call(startMaintenance, { params: { id } }),
  },
  complete: {
    icon: CircleCheck,
    danger: false,
    title: (name) => t('maintenances.complete.title', name),
    body: () => t('maintenances.complete.body'),
    keep: () => t('maintenances.complete.keep'),
    confirm: () => t('maintenances.complete.confirm'),
    done: (name) => t('maintenances.complete.done', name),
    run: (id) => call(completeMaintenance, { params: { id } }),
  },
  cancel: {
    icon: Ban,
    danger: true,
    title: (name) => t('maintenances.cancel.title', name),
    body: () => t('maintenances.cancel.body'),
    keep: () => t('maintenances.cancel.keep'),
    confirm: () => t('maintenances.cancel.confirm'),
    done: (name) => t('maintenances.cancel.done', name),
    run: (id) => call(cancelMaintenance, { params: { id } }),
  },
  delete: {
    icon: Trash,
    danger: true,
    title: (name) => t('maintenances.remove.title', name),
    body: () => t('maintenances.remove.body'),
    keep: () => t('maintenances.remove.keep'),
    confirm: () => t('maintenances.remove.confirm'),
    done: (name) => t('maintenances.remove.done', name),
    run: (id) => call(deleteMaintenance, { params: { id } }),
  },
}

/** Asks before a step that visitors see, and that nothing takes back. */
export function StepDialog(props: {
  step: AskedStep | undefined
  maintenance: Maintenance
  onClose: () => void
  onDone: (step: AskedStep) => void
}) {
  const step = useLast(() => props.step)
  const words = (): StepWords => steps[step() ?? 'start']
  const form = createForm({
    initial: {},
    body: (values) => values,
    send: async () => {
      const asked = step() ?? 'start'
      await steps[asked].run(props.maintenance.id)
      return asked
    },
    done: (asked) => {
      props.onClose()
      toast(steps[asked].done(props.maintenance.name))
      props.onDone(asked)
    },
  })
  return (
    <AlertDialog
      open={props.step !== undefined}
      onClose={props.onClose}
      icon={words().icon}
      {...(words().danger ? { tone: 'danger' as const } : {})}
      title={words().title(props.maintenance.name)}
      description={words().body(props.maintenance)}
      keep={words().keep()}
      footer={
        <Button
          variant={words().danger ? 'danger' : 'primary'}
          busy={form.sending()}
          onClick={() => void form.submit()}
        >
          {words().confirm()}
        </Button>
      }
    >
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
