import { createEffect, createMemo, on } from 'solid-js'
import {
  createMaintenance,
  getMaintenance,
  type Maintenance,
  updateMaintenance,
} from '../../../src-server/contract/maintenances.ts'
import { call } from '../../api/call.ts'
import { useComponents } from '../../api/components.ts'
import { callVersioned } from '../../api/versioned.ts'
import { now, zone } from '../../state/clock.ts'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { offerUndo } from '../../ui/undo.tsx'
import { createVersionedForm, type VersionedForm } from '../../ui/versioned-form.ts'
import { isOver, proposedWindow, valuesOf, type WindowValues, windowBody, windowProblems } from './model.ts'
import { WindowDialog } from './window-dialog.tsx'
import { t } from './words.ts'

const words = () => ({
  missing: t('maintenances.form.missing'),
  backwards: t('maintenances.form.backwards'),
  over: t('maintenances.form.over'),
})

/** A new window. */
export function CreateMaintenance(props: {
  open: boolean
  onClose: () => void
  onCreated: (maintenance: Maintenance) => void
}) {
  const form = createForm({
    initial: proposedWindow(now(), zone()),
    body: (values: WindowValues) => ({
      name: values.name,
      scheduled_for: '',
      scheduled_until: '',
      ...windowBody({ ...values }, zone()),
    }),
    schema: createMaintenance.body,
    check: (values: WindowValues) => windowProblems(values, now(), zone(), words()),
    words: (pointer, message) =>
      pointer === '/scheduled_for' && message.includes('RFC 3339') ? t('maintenances.form.missing') : undefined,
    send: (body) => call(createMaintenance, { body }),
    done: (maintenance) => {
      props.onClose()
      props.onCreated(maintenance)
    },
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) form.reset(proposedWindow(now(), zone()))
      },
    ),
  )
  return (
    <WindowDialog
      open={props.open}
      title={t('maintenances.form.createTitle')}
      submit={t('maintenances.form.submit')}
      form={form}
      id={null}
      fixed="none"
      onClose={props.onClose}
    />
  )
}

/** A window that is there: its words always, its times until they have come. */
export function EditMaintenance(props: {
  maintenance: Maintenance | undefined
  onClose: () => void
  onChanged: () => void
}) {
  const maintenance = useLast(() => props.maintenance)
  const id = (): string => maintenance()?.id ?? ''
  const fixed = (): 'none' | 'start' | 'all' => {
    const one = maintenance()
    if (one === undefined || one.status === 'scheduled') return 'none'
    return isOver(one) ? 'all' : 'start'
  }
  const edit: VersionedForm<Maintenance, WindowValues> = createVersionedForm<
    Maintenance,
    WindowValues,
    ReturnType<typeof windowBody>
  >({
    blank: proposedWindow(now(), zone()),
    read: () => callVersioned(getMaintenance, { params: { id: id() } }),
    valuesOf: (one) => valuesOf(one, zone()),
    body: (changed) => windowBody(changed, zone()),
    schema: updateMaintenance.body,
    check: (values) => (fixed() === 'all' ? [] : windowProblems(values, now(), zone(), words())),
    send: (body, ifMatch) => call(updateMaintenance, { params: { id: id() }, body, ifMatch }),
    done: (saved, before) => {
      props.onClose()
      props.onChanged()
      const after = valuesOf(saved, zone())
      const back: Partial<WindowValues> = {
        name: before.name,
        body: before.body,
        components: before.components,
        ...(before.from === after.from ? {} : { from: before.from }),
        ...(before.until === after.until ? {} : { until: before.until }),
      }
      offerUndo(t('maintenances.form.saved', saved.name), undefined, async () => {
        await call(updateMaintenance, { params: { id: saved.id }, body: windowBody(back, zone()) })
        props.onChanged()
      })
    },
  })
  createEffect(
    on(
      createMemo(() => props.maintenance?.id),
      (opened) => {
        if (opened !== undefined && props.maintenance !== undefined) edit.open(props.maintenance)
      },
    ),
  )
  const { components } = useComponents()
  return (
    <>
      <WindowDialog
        open={props.maintenance !== undefined}
        title={t('maintenances.form.editTitle', maintenance()?.name ?? '')}
        submit={t('common.saveChanges')}
        form={edit.form}
        id={id()}
        fixed={fixed()}
        onClose={props.onClose}
      />
      <ConflictDialog
        of={edit}
        label={(key) => t(`maintenances.form.field.${key}`)}
        words={(_key, value) =>
          typeof value === 'string'
            ? value
            : value.map((one) => components().find((component) => component.id === one)?.name ?? one).join('\n')
        }
      />
    </>
  )
}
