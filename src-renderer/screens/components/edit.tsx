import Boxes from 'lucide-solid/icons/boxes'
import { createEffect, createMemo, createSignal, on } from 'solid-js'
import {
  type Component,
  type ComponentGroup,
  createComponent,
  getComponent,
  updateComponent,
} from '../../../src-server/contract/components.ts'
import { call } from '../../api/call.ts'
import { callVersioned } from '../../api/versioned.ts'
import { Button } from '../../ui/button.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { createForm, type Form } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select } from '../../ui/select.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import { createVersionedForm } from '../../ui/versioned-form.ts'
import { t } from './words.ts'

interface Values {
  name: string
  description: string
  group_id: string | null
  public: boolean
}

const blank: Values = { name: '', description: '', group_id: null, public: true }
const valuesOf = ({ name, description, group_id, public: isPublic }: Component): Values => ({
  name,
  description,
  group_id,
  public: isPublic,
})

interface DialogProps {
  groups: readonly ComponentGroup[]
  onClose: () => void
  onChanged: () => void
}

/** A new component. */
export function CreateComponent(props: DialogProps & { open: boolean }) {
  const form = createForm({
    initial: blank,
    body: (values: Values) => values,
    schema: createComponent.body,
    send: (body) => call(createComponent, { body }),
    done: (component) => {
      props.onClose()
      props.onChanged()
      toast(t('components.form.created', component.name), t('components.form.createdDetail'))
    },
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) form.reset(blank)
      },
    ),
  )
  return (
    <ComponentDialog
      open={props.open}
      title={t('components.form.createTitle')}
      submit={t('components.form.submit')}
      form={form}
      groups={props.groups}
      onClose={props.onClose}
    />
  )
}

/** What a component is called, where it stands and who sees it. Its status is changed in the list. */
export function EditComponent(props: DialogProps & { component: Component | undefined }) {
  const component = useLast(() => props.component)
  const id = (): string => component()?.id ?? ''
  const edit = createVersionedForm<Component, Values, Partial<Values>>({
    blank,
    read: () => callVersioned(getComponent, { params: { id: id() } }),
    valuesOf,
    body: (changed) => changed,
    schema: updateComponent.body,
    send: (body, ifMatch) => call(updateComponent, { params: { id: id() }, body, ifMatch }),
    done: (saved, before) => {
      props.onClose()
      props.onChanged()
      offerUndo(t('components.form.saved', saved.name), undefined, async () => {
        await call(updateComponent, { params: { id: saved.id }, body: before })
        props.onChanged()
      })
    },
  })
  createEffect(
    on(
      createMemo(() => props.component?.id),
      (opened) => {
        if (opened !== undefined && props.component !== undefined) edit.open(props.component)
      },
    ),
  )
  return (
    <>
      <ComponentDialog
        open={props.component !== undefined}
        title={t('components.form.editTitle', component()?.name ?? '')}
        submit={t('common.saveChanges')}
        form={edit.form}
        groups={props.groups}
        onClose={props.onClose}
      />
      <ConflictDialog
        of={edit}
        label={(key) => t(`components.form.field.${key}`)}
        words={(key, value) => {
          if (key === 'group_id')
            return props.groups.find((group) => group.id === value)?.name ?? t('components.form.noGroup')
          return typeof value === 'boolean'
            ? value
              ? t('common.yes')
              : t('components.notPublic')
            : String(value ?? '')
        }}
      />
    </>
  )
}

function ComponentDialog(props: {
  open: boolean
  title: string
  submit: string
  form: Form<Values>
  groups: readonly ComponentGroup[]
  onClose: () => void
}) {
  const [discarding, setDiscarding] = createSignal(false)
  const form = () => props.form
  const close = (): void => {
    if (form().dirty()) setDiscarding(true)
    else props.onClose()
  }
  return (
    <>
      <Dialog
        open={props.open}
        onClose={close}
        icon={Boxes}
        title={props.title}
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
          class={text.contents}
          onSubmit={(event) => {
            event.preventDefault()
            void form().submit()
          }}
        >
          <TextField
            label={t('components.form.name')}
            placeholder={t('components.form.namePlaceholder')}
            maxLength={120}
            autofocus
            {...form().text('name')}
          />
          <TextField
            label={t('components.form.description')}
            optional
            hint={t('components.form.descriptionHint')}
            maxLength={500}
            {...form().text('description')}
          />
          <Select
            label={t('components.form.group')}
            value={form().values.group_id ?? 'none'}
            onChange={(id) => form().set('group_id', id === 'none' ? null : id)}
            options={[
              { value: 'none', label: t('components.form.noGroup') },
              ...props.groups.map((group) => ({ value: group.id, label: group.name })),
            ]}
            error={form().error('/group_id')}
          />
          <CheckField
            label={t('components.form.public')}
            hint={t('components.form.publicHint')}
            checked={form().values.public}
            onChange={(on) => form().set('public', on)}
          />
        </form>
        <FormProblem problem={form().problem()} />
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('components.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
