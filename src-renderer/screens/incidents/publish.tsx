import Eye from 'lucide-solid/icons/eye'
import EyeOff from 'lucide-solid/icons/eye-off'
import { type Incident, updateIncident } from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { wallClock } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { publicHost } from './host.ts'
import { newlyPublic, type PublicView } from './public-view.ts'
import { t } from './words.ts'
import { World } from './world.tsx'

export interface StepProps {
  incident: Incident | undefined
  onClose: () => void
  onChanged: () => void
}

function createStep(props: StepProps, publishedAt: () => string | null, done: (incident: Incident) => void) {
  const incident = useLast(() => props.incident)
  const form = createForm({
    initial: {},
    body: (values) => values,
    send: async () => {
      const target = incident()
      if (target === undefined) throw new Error('There is no incident to publish.')
      return call(updateIncident, { params: { id: target.id }, body: { published_at: publishedAt() } })
    },
    done: (changed) => {
      props.onClose()
      props.onChanged()
      done(changed)
    },
  })
  return { incident, form }
}

/** Makes a draft public, after one has seen what that reveals. */
export function PublishDialog(props: StepProps & { view: PublicView; hidden: readonly string[] }) {
  const step = createStep(
    props,
    () => new Date(wallClock()).toISOString(),
    (incident) => toast(t('incidents.publish.done', incident.name), t('incidents.publish.doneDetail', publicHost())),
  )
  return (
    <AlertDialog
      open={props.incident !== undefined}
      onClose={props.onClose}
      icon={Eye}
      title={t('content.publishTitle', publicHost())}
      description={t('content.publishBody')}
      keep={t('content.publishKeep')}
      onSubmitKeys={() => void step.form.submit()}
      footer={
        <Button variant="primary" busy={step.form.sending()} onClick={() => void step.form.submit()}>
          {t('content.publish')}
        </Button>
      }
    >
      <World view={props.view} newly={newlyPublic(null, props.view)} hidden={props.hidden} />
      <FormProblem problem={step.form.problem()} />
    </AlertDialog>
  )
}

/** Makes it a draft again. */
export function UnpublishDialog(props: StepProps) {
  const step = createStep(
    props,
    () => null,
    (incident) => toast(t('incidents.unpublish.done', incident.name)),
  )
  return (
    <AlertDialog
      open={props.incident !== undefined}
      onClose={props.onClose}
      icon={EyeOff}
      title={t('incidents.unpublish.title', step.incident()?.name ?? '')}
      description={t('incidents.unpublish.body')}
      keep={t('incidents.unpublish.keep')}
      footer={
        <Button variant="danger" busy={step.form.sending()} onClick={() => void step.form.submit()}>
          {t('incidents.unpublish.confirm')}
        </Button>
      }
    >
      <FormProblem problem={step.form.problem()} />
    </AlertDialog>
  )
}
