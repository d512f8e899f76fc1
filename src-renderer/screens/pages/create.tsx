import PanelTop from 'lucide-solid/icons/panel-top'
import { createSignal } from 'solid-js'
import { createPage, type PageResource } from '../../../src-server/contract/pages.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, onOpening } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { TagsField } from '../../ui/tags-field.tsx'
import text from '../../ui/text.module.css'
import { newPageBody } from './model.ts'
import { t } from './words.ts'

/** Another status page. */
export function CreateDialog(props: { open: boolean; onClose: () => void; onCreated: (page: PageResource) => void }) {
  const [discarding, setDiscarding] = createSignal(false)
  const form = createForm({
    initial: { name: '', hosts: [] as string[] },
    body: newPageBody,
    schema: createPage.body,
    check: (values) => (values.name.trim() === '' ? [{ path: '/name', message: t('setup.required.page') }] : []),
    send: (body) => call(createPage, { body }),
    done: (page) => {
      props.onClose()
      props.onCreated(page)
    },
  })
  onOpening(
    () => props.open,
    () => form.reset(),
  )
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  return (
    <>
      <Dialog
        open={props.open}
        onClose={close}
        icon={PanelTop}
        title={t('pages.form.title')}
        description={t('pages.form.body')}
        onSubmitKeys={() => void form.submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('pages.form.submit')}
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
            label={t('pages.form.name')}
            hint={t('pages.form.nameHint')}
            maxLength={120}
            autofocus
            {...form.text('name')}
          />
          <TagsField
            label={t('pages.form.hosts')}
            optional
            hint={t('pages.form.hostsHint')}
            placeholder="status.example.com"
            values={form.values.hosts}
            onChange={(hosts) => form.set('hosts', hosts)}
            error={form.error('/hosts')}
            name="/hosts"
          />
        </form>
        <FormProblem problem={form.problem()} />
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('pages.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
