import Wrench from 'lucide-solid/icons/wrench'
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js'
import {
  createMaintenance,
  getMaintenance,
  listMaintenances,
  type Maintenance,
  updateMaintenance,
} from '../../../src-server/contract/maintenances.ts'
import { call } from '../../api/call.ts'
import { useComponents } from '../../api/components.ts'
import { useApi } from '../../api/query.ts'
import { callVersioned } from '../../api/versioned.ts'
import { now, zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { ComponentPicker } from '../../ui/component-picker.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { RadioField, TextArea, TextField } from '../../ui/field.tsx'
import { createForm, type Form } from '../../ui/form.ts'
import { Prose } from '../../ui/prose.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { instantOfWallTime } from '../../ui/time.ts'
import { offerUndo } from '../../ui/undo.tsx'
import { createVersionedForm, type VersionedForm } from '../../ui/versioned-form.ts'
import styles from './maintenances.module.css'
import {
  endAfter,
  isOver,
  type Length,
  lengthOf,
  lengths,
  overlapsOf,
  proposedWindow,
  valuesOf,
  type WindowValues,
  windowBody,
  windowProblems,
} from './model.ts'
import { Overlaps } from './overlaps.tsx'
import { windowWords } from './window-words.ts'
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

function WindowDialog(props: {
  open: boolean
  title: string
  submit: string
  form: Form<WindowValues>
  id: string | null
  fixed: 'none' | 'start' | 'all'
  onClose: () => void
}) {
  const [discarding, setDiscarding] = createSignal(false)
  const { components, groups } = useComponents()
  const others = useApi(() => ({
    endpoint: listMaintenances,
    input: { query: { sort: '-scheduled_for' as const, limit: '100' } },
    enabled: props.open,
  }))
  const form = () => props.form
  const values = () => form().values
  const window = createMemo(() => {
    const [from, until] = [instantOfWallTime(values().from, zone()), instantOfWallTime(values().until, zone())]
    return from === null || until === null || until <= from ? null : { from, until }
  })
  const overlaps = createMemo(() => {
    const found = window()
    return found === null || props.fixed === 'all'
      ? []
      : overlapsOf({ id: props.id, ...found, components: [...values().components] }, others.data()?.data ?? [])
  })
  const length = (): Length => lengthOf(values(), zone())
  // The end goes along with the start, so that the length stays.
  const moveStart = (from: string): void => {
    const before = window()
    const start = instantOfWallTime(from, zone())
    const kept = length()
    form().set('from', from)
    if (kept !== 'other') form().set('until', endAfter(from, kept, zone()))
    else if (before !== null && start !== null && before.until <= start)
      form().set('until', endAfter(from, 'h1', zone()))
  }
  const close = (): void => {
    if (form().dirty()) setDiscarding(true)
    else props.onClose()
  }
  const publicNames = (): string =>
    components()
      .filter((component) => component.public && values().components.includes(component.id))
      .map((component) => component.name)
      .join(', ')
  return (
    <>
      <Dialog
        wide
        open={props.open}
        onClose={close}
        icon={Wrench}
        title={props.title}
        description={t('maintenances.form.words')}
        onSubmitKeys={() => void form().submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form().sending()} onClick={() => void form().submit()}>
              {props.submit}
            </Button>
          </>
        }
      >
        <form
          ref={form().element}
          class={styles.composer}
          onSubmit={(event) => {
            event.preventDefault()
            void form().submit()
          }}
        >
          <div class={styles.fields}>
            <TextField
              label={t('maintenances.form.name')}
              placeholder={t('maintenances.form.namePlaceholder')}
              maxLength={120}
              autofocus
              {...form().text('name')}
            />
            <div class={styles.times}>
              <TextField
                label={t('maintenances.form.from', zone())}
                type="datetime-local"
                disabled={props.fixed !== 'none'}
                hint={
                  props.fixed === 'start'
                    ? t('maintenances.form.startFixed')
                    : props.fixed === 'all'
                      ? t('maintenances.form.timesFixed')
                      : undefined
                }
                value={values().from}
                onChange={moveStart}
                error={form().error('/scheduled_for')}
                name="/scheduled_for"
              />
              <TextField
                label={t('maintenances.form.until', zone())}
                type="datetime-local"
                disabled={props.fixed === 'all'}
                value={values().until}
                onChange={(until) => form().set('until', until)}
                error={form().error('/scheduled_until')}
                name="/scheduled_until"
              />
            </div>
            <Show when={props.fixed !== 'all'}>
              <RadioField
                look="chips"
                label={t('maintenances.form.length')}
                value={length()}
                onChange={(chosen) => {
                  if (chosen !== 'other') form().set('until', endAfter(values().from, chosen, zone()))
                }}
                choices={[
                  ...(Object.keys(lengths) as (keyof typeof lengths)[]).map((value) => ({
                    value,
                    label: t(`maintenances.form.lengths.${value}`),
                  })),
                  ...(length() === 'other'
                    ? [{ value: 'other' as const, label: t('maintenances.form.lengths.other') }]
                    : []),
                ]}
              />
            </Show>
            <Overlaps of={overlaps()} />
            <TextArea
              label={t('maintenances.form.body')}
              optional
              rows={3}
              hint={t('content.prose')}
              placeholder={t('maintenances.form.bodyPlaceholder')}
              maxLength={20_000}
              {...form().text('body')}
            />
            <ComponentPicker
              label={t('maintenances.form.components')}
              hint={t('maintenances.form.componentsHint')}
              components={components()}
              groups={groups()}
              picked={values().components.map((id) => ({ id, status: 'under_maintenance' }))}
              onChange={(picked) =>
                form().set(
                  'components',
                  picked.map((one) => one.id),
                )
              }
              error={form().error('/components')}
              name="/components"
            />
            <FormProblem problem={form().problem()} />
          </div>
          <section class={styles.pane} aria-label={t('content.world.title')}>
            <h3>{t('content.world.title')}</h3>
            <article class={styles.worldCard}>
              <h4>{values().name.trim() === '' ? t('content.world.untitled') : values().name}</h4>
              <Show when={window()}>{(found) => <p>{windowWords(found().from, found().until, zone())}</p>}</Show>
              <Show when={publicNames() !== ''}>
                <p class={styles.quiet}>{t('content.world.affects', publicNames())}</p>
              </Show>
              <Prose text={values().body} />
            </article>
          </section>
        </form>
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('maintenances.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
