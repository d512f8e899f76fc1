import Pencil from 'lucide-solid/icons/pencil'
import { createSignal } from 'solid-js'
import { getOAuthApp, type OAuthAppResource, updateOAuthApp } from '../../../src-server/contract/oauth-apps.ts'
import { call } from '../../api/call.ts'
import { callVersioned } from '../../api/versioned.ts'
import { Button } from '../../ui/button.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { PictureField } from '../../ui/picture-field.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { createVersionedForm } from '../../ui/versioned-form.ts'
import type { AppDialogProps } from './disable.tsx'
import { type EditableApp, editableOf, editOf, redirectProblems } from './model.ts'
import { logoWords } from './picture-words.ts'
import { RedirectField, redirectWords } from './redirect-field.tsx'
import { t } from './words.ts'

/** What can be changed of an app: how it presents itself, and where people are sent back to. */
export default function EditDialog(props: AppDialogProps) {
  const app = useLast(() => props.app)
  const [discarding, setDiscarding] = createSignal(false)
  const id = (): string => app()?.id ?? ''
  const edit = createVersionedForm<OAuthAppResource, EditableApp, ReturnType<typeof editOf>>({
    blank: { name: '', description: '', logo_url: '', redirect_uris: [''] },
    read: () => callVersioned(getOAuthApp, { params: { id: id() } }),
    valuesOf: editableOf,
    body: (changed) => editOf(changed),
    schema: updateOAuthApp.body,
    check: (values) => [
      ...(values.name.trim() === '' ? [{ path: '/name', message: t('oauth.form.nameMissing') }] : []),
      ...redirectProblems(values.redirect_uris, redirectWords).flatMap((message) =>
        message === undefined ? [] : [{ path: '/redirect_uris', message }],
      ),
    ],
    send: (body, ifMatch) => call(updateOAuthApp, { params: { id: id() }, body, ifMatch }),
    done: (saved) => {
      props.onClose()
      void props.actions.changed()
      toast(t('oauth.edit.done', saved.name))
    },
  })
  onOpening(
    () => props.app?.id,
    () => {
      const target = props.app
      if (target !== undefined) edit.open(target)
    },
  )
  const form = edit.form
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  return (
    <>
      <Dialog
        open={props.app !== undefined}
        onClose={close}
        icon={Pencil}
        title={t('oauth.edit.title', app()?.name ?? '')}
        description={t('oauth.edit.words')}
        onSubmitKeys={() => void form.submit()}
        returnTo={() => {
          const target = app()
          return target === undefined ? null : props.returnTo?.(target)
        }}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('oauth.edit.submit')}
            </Button>
          </>
        }
      >
        <form
          class={text.stack}
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <TextField label={t('oauth.form.name')} maxLength={120} autofocus {...form.text('name')} />
          <TextArea label={t('oauth.form.description')} optional maxLength={1000} {...form.text('description')} />
          <RedirectField
            rows={form.values.redirect_uris}
            onChange={(rows) => form.set('redirect_uris', rows)}
            error={form.error('/redirect_uris')}
          />
          <PictureField
            words={logoWords}
            label={t('oauth.form.logo')}
            hint={t('oauth.form.logoHint')}
            value={form.values.logo_url}
            onChange={(logo) => form.set('logo_url', logo)}
            error={form.error('/logo_url')}
            name="/logo_url"
            disabled={false}
          />
        </form>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <ConflictDialog of={edit} label={(key) => t(`oauth.edit.field.${key}`)} />
      <DiscardDialog
        open={discarding()}
        thing={t('oauth.edit.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
