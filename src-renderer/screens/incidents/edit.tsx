import Pencil from 'lucide-solid/icons/pencil'
import { createEffect, createMemo, createSignal, on } from 'solid-js'
import type { Component, ComponentGroup, ComponentStatus } from '../../../src-server/contract/components.ts'
import {
  getIncident,
  type Incident,
  type IncidentImpact,
  incidentImpacts,
  updateIncident,
} from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { callVersioned } from '../../api/versioned.ts'
import { Button } from '../../ui/button.tsx'
import { ComponentPicker } from '../../ui/component-picker.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { RadioField, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { offerUndo } from '../../ui/undo.tsx'
import { createVersionedForm } from '../../ui/versioned-form.ts'
import type { StepProps } from './publish.tsx'
import { t } from './words.ts'

interface EditValues {
  name: string
  impact: IncidentImpact
  components: { id: string; status: ComponentStatus }[]
}

const valuesOf = (incident: Incident): EditValues => ({
  name: incident.name,
  impact: incident.impact,
  components: incident.components.map(({ id, status }) => ({ id, status })),
})

function impactWords(value: string): string {
  const impact = incidentImpacts.find((one) => one === value)
  return impact === undefined ? value : t(`content.impact.${impact}`)
}

/** Title, impact and components of an incident. */
export function EditDialog(props: StepProps & { components: readonly Component[]; groups: readonly ComponentGroup[] }) {
  const incident = useLast(() => props.incident)
  const [discarding, setDiscarding] = createSignal(false)
  const idOf = (): string => incident()?.id ?? ''
  const edit = createVersionedForm<Incident, EditValues, Partial<EditValues>>({
    blank: { name: '', impact: 'none', components: [] },
    read: () => callVersioned(getIncident, { params: { id: idOf() } }),
    valuesOf,
    body: (changed) => changed,
    schema: updateIncident.body,
    send: (body, ifMatch) => call(updateIncident, { params: { id: idOf() }, body, ifMatch }),
    done: (saved, before) => {
      props.onClose()
      props.onChanged()
      offerUndo(t('incidents.edit.done', saved.name), undefined, async () => {
        await call(updateIncident, { params: { id: saved.id }, body: before })
        props.onChanged()
      })
    },
  })
  createEffect(
    on(
      createMemo(() => props.incident?.id),
      (id) => {
        if (id !== undefined && props.incident !== undefined) edit.open(props.incident)
      },
    ),
  )
  const form = edit.form
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  const nameOf = (id: string): string => props.components.find((component) => component.id === id)?.name ?? id
  return (
    <>
      <Dialog
        open={props.incident !== undefined}
        onClose={close}
        icon={Pencil}
        title={t('incidents.edit.title', incident()?.name ?? '')}
        description={t('incidents.edit.words')}
        onSubmitKeys={() => void form.submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('incidents.edit.submit')}
            </Button>
          </>
        }
      >
        <div ref={form.element} class={text.contents}>
          <TextField label={t('incidents.form.name')} maxLength={120} autofocus {...form.text('name')} />
          <RadioField
            look="segments"
            label={t('incidents.form.impact')}
            value={form.values.impact}
            onChange={(impact) => form.set('impact', impact)}
            choices={incidentImpacts.map((value) => ({ value, label: t(`content.impact.${value}`) }))}
          />
          <ComponentPicker
            statuses
            components={props.components}
            groups={props.groups}
            picked={form.values.components}
            onChange={(picked) => form.set('components', picked)}
            error={form.error('/components')}
            name="/components"
          />
        </div>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <ConflictDialog
        of={edit}
        label={(key) => t(`incidents.edit.field.${key}`)}
        words={(key, value) =>
          typeof value === 'string'
            ? key === 'impact'
              ? impactWords(value)
              : value
            : value.map((one) => `${nameOf(one.id)}: ${t(`content.component.${one.status}`)}`).join('\n')
        }
      />
      <DiscardDialog
        open={discarding()}
        thing={t('incidents.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
