import UserPlus from 'lucide-solid/icons/user-plus'
import { createMemo, createSignal } from 'solid-js'
import type { ReplyOf } from '../../../src-server/contract/endpoint.ts'
import { createInvite } from '../../../src-server/contract/members.ts'
import { call } from '../../api/call.ts'
import type { RoleOption } from '../../api/roles.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, onOpening } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select } from '../../ui/select.tsx'
import text from '../../ui/text.module.css'
import { everyPage } from './model.ts'
import { RoleField } from './role-field.tsx'
import { t } from './words.ts'

export type CreatedInvite = ReplyOf<typeof createInvite>

/** Whom to invite, as what, and where. */
export function InviteDialog(props: {
  open: boolean
  /** An address to begin with: inviting someone again. */
  email: string
  roles: readonly RoleOption[]
  onClose: () => void
  onCreated: (invite: CreatedInvite) => void
}) {
  const [discarding, setDiscarding] = createSignal(false)
  const form = createForm({
    initial: { email: '', role: '', page: everyPage },
    body: (values) => ({
      email: values.email.trim(),
      role_key: values.role,
      page_id: values.page === everyPage ? null : values.page,
    }),
    schema: createInvite.body,
    check: (values) => [
      ...(values.email.trim() === '' ? [{ path: '/email', message: t('members.create.emailMissing') }] : []),
      ...(values.role === '' ? [{ path: '/role_key', message: t('members.create.roleMissing') }] : []),
    ],
    send: (body) => call(createInvite, { body }),
    done: (invite) => {
      props.onClose()
      props.onCreated(invite)
    },
  })
  onOpening(
    () => props.open,
    () => form.reset({ email: props.email, role: '', page: context()?.page?.id ?? everyPage }),
  )
  const pages = createMemo(() => [
    ...(context()?.pages ?? []).map((page) => ({ value: page.id, label: page.name, detail: page.hosts[0] })),
    { value: everyPage, label: t('members.create.everyPage'), detail: t('members.create.everyPageDetail') },
  ])
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  return (
    <>
      <Dialog
        open={props.open}
        onClose={close}
        icon={UserPlus}
        title={t('members.create.title')}
        description={t('members.create.body')}
        onSubmitKeys={() => void form.submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('members.create.submit')}
            </Button>
          </>
        }
      >
        <form
          class={text.contents}
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <TextField
            label={t('members.create.email')}
            type="email"
            inputmode="email"
            placeholder="you@example.com"
            maxLength={254}
            autofocus
            {...form.text('email')}
          />
          <RoleField
            label={t('members.create.role')}
            roles={props.roles}
            value={form.values.role}
            onChange={(role) => form.set('role', role)}
            error={form.error('/role_key')}
            name="/role_key"
          />
          <Select
            label={t('members.create.page')}
            options={pages()}
            value={form.values.page}
            onChange={(page) => form.set('page', page)}
            error={form.error('/page_id')}
            name="/page_id"
          />
        </form>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('members.create.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
