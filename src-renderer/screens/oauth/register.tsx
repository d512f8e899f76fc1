import AppWindow from 'lucide-solid/icons/app-window'
import { createEffect, createSignal, For, on } from 'solid-js'
import { clientTypes, createOAuthApp, type OAuthAppWithSecret } from '../../../src-server/contract/oauth-apps.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { RadioField, TextArea, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { PictureField } from '../../ui/picture-field.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { ConsentPreview } from './consent-preview.tsx'
import { type AppValues, blankApp, formProblems, registrationOf } from './model.ts'
import styles from './oauth.module.css'
import { logoWords } from './picture-words.ts'
import { RedirectField, redirectWords } from './redirect-field.tsx'
import { ScopeField } from './scope-field.tsx'
import { t } from './words.ts'

const formWords = { ...redirectWords, name: t('oauth.form.nameMissing'), scopes: t('oauth.form.scopesMissing') }
const shownFields = ['/name', '/description', '/logo_url', '/redirect_uris', '/scopes', '/client_type']

/** A new app, with what people will be asked beside the form, live. */
export default function RegisterDialog(props: {
  open: boolean
  onClose: () => void
  onRegistered: (app: OAuthAppWithSecret) => void
}) {
  const [discarding, setDiscarding] = createSignal(false)
  const form = createForm({
    initial: blankApp,
    body: (values: AppValues) => registrationOf(values),
    schema: createOAuthApp.body,
    check: (values: AppValues) => formProblems(values, formWords),
    send: (body) => call(createOAuthApp, { body }),
    done: (app) => {
      props.onClose()
      props.onRegistered(app)
    },
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) form.reset(blankApp)
      },
    ),
  )
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  return (
    <>
      <Dialog
        wide
        open={props.open}
        onClose={close}
        icon={AppWindow}
        title={t('oauth.form.title')}
        description={t('oauth.form.words')}
        onSubmitKeys={() => void form.submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('oauth.form.submit')}
            </Button>
          </>
        }
      >
        <form
          class={styles.split}
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <div class={styles.column}>
            <TextField
              label={t('oauth.form.name')}
              hint={t('oauth.form.nameHint')}
              maxLength={120}
              autofocus
              {...form.text('name')}
            />
            <TextArea
              label={t('oauth.form.description')}
              optional
              placeholder={t('oauth.form.descriptionPlaceholder')}
              maxLength={1000}
              {...form.text('description')}
            />
            <RadioField
              look="cards"
              label={t('oauth.form.type')}
              value={form.values.type}
              onChange={(type) => form.set('type', type)}
              choices={clientTypes.map((type) => ({
                value: type,
                label: t(`oauth.type.${type}`),
                detail: t(`oauth.type.${type}Detail`),
              }))}
              error={form.error('/client_type')}
            />
            <RedirectField
              rows={form.values.redirects}
              onChange={(rows) => form.set('redirects', rows)}
              error={form.error('/redirect_uris')}
            />
            <ScopeField
              label={t('oauth.form.scopes')}
              hint={t('oauth.form.scopesHint')}
              value={form.values.scopes}
              onChange={(scopes) => form.set('scopes', scopes)}
              error={form.error('/scopes')}
            />
            <PictureField
              words={logoWords}
              label={t('oauth.form.logo')}
              hint={t('oauth.form.logoHint')}
              value={form.values.logo}
              onChange={(logo) => form.set('logo', logo)}
              error={form.error('/logo_url')}
              name="/logo_url"
              disabled={false}
            />
          </div>
          <div class={styles.aside}>
            <ConsentPreview
              name={form.values.name}
              description={form.values.description}
              logo={form.values.logo}
              scopes={form.values.scopes}
            />
          </div>
        </form>
        <FormProblem problem={form.problem()} />
        <For each={form.others(shownFields)}>{(problem) => <Callout tone="danger">{problem.message}</Callout>}</For>
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('oauth.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
