import Siren from 'lucide-solid/icons/siren'
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js'
import {
  createIncident,
  type Incident,
  incidentImpacts,
  incidentStatuses,
} from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { useComponents } from '../../api/components.ts'
import { now, zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { ComponentPicker } from '../../ui/component-picker.tsx'
import { AlertDialog, Dialog } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { RadioField, TextArea, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { dateTimeInputValue, instantOfWallTime } from '../../ui/time.ts'
import { asksBeforePublishing, publicHost } from './host.ts'
import styles from './incidents.module.css'
import { blankComposer, type ComposerValues, composerBody } from './model.ts'
import { hiddenNames, newlyPublic, type PublicView, publicClaims } from './public-view.ts'
import { t } from './words.ts'
import { World } from './world.tsx'

/** A new incident: what one knows on the left, what visitors will read on the right. */
export default function CreateDialog(props: {
  open: boolean
  onClose: () => void
  onCreated: (incident: Incident, publish: ComposerValues['publish']) => void
}) {
  const { components, groups } = useComponents()
  const [discarding, setDiscarding] = createSignal(false)
  const [asking, setAsking] = createSignal(false)
  const form = createForm({
    initial: blankComposer,
    body: (values: ComposerValues) => composerBody(values, zone()),
    schema: createIncident.body,
    check: (values: ComposerValues) => {
      if (values.publish !== 'later') return []
      const at = instantOfWallTime(values.at, zone())
      if (at === null) return [{ path: '/published_at', message: t('incidents.form.atMissing') }]
      return at <= now() ? [{ path: '/published_at', message: t('incidents.form.atPast') }] : []
    },
    send: (body) => call(createIncident, { body }),
    done: (incident) => {
      props.onClose()
      props.onCreated(incident, form.values.publish)
    },
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) form.reset(blankComposer)
      },
    ),
  )
  const view = createMemo<PublicView>(() => ({
    name: form.values.name,
    status: form.values.status,
    impact: form.values.impact,
    components: publicClaims(form.values.components, components()),
    updates: [{ status: form.values.status, body: form.values.body, at: null }],
  }))
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  // What can be seen to be wrong is said before the question, not after it.
  const submit = async (): Promise<void> => {
    if (form.values.publish === 'now' && asksBeforePublishing() && form.values.name.trim() !== '') setAsking(true)
    else await form.submit()
  }
  const submitWords = (): string => {
    if (form.values.publish === 'draft') return t('incidents.form.submitDraft')
    if (form.values.publish === 'later') return t('incidents.form.submitLater')
    return asksBeforePublishing() ? t('incidents.form.submitNow') : t('incidents.form.submitNowTest')
  }
  return (
    <>
      <Dialog
        wide
        open={props.open}
        onClose={close}
        icon={Siren}
        title={t('incidents.form.title')}
        description={t('incidents.form.words')}
        onSubmitKeys={() => void submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void submit()}>
              {submitWords()}
            </Button>
          </>
        }
      >
        <form
          class={styles.composer}
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <div class={styles.fields}>
            <TextField
              label={t('incidents.form.name')}
              hint={t('incidents.form.nameHint')}
              placeholder={t('incidents.form.namePlaceholder')}
              maxLength={120}
              autofocus
              {...form.text('name')}
            />
            <RadioField
              look="segments"
              label={t('incidents.form.status')}
              value={form.values.status}
              onChange={(status) => form.set('status', status)}
              choices={incidentStatuses.map((value) => ({ value, label: t(`content.incident.${value}`) }))}
            />
            <RadioField
              look="segments"
              label={t('incidents.form.impact')}
              value={form.values.impact}
              onChange={(impact) => form.set('impact', impact)}
              choices={incidentImpacts.map((value) => ({ value, label: t(`content.impact.${value}`) }))}
            />
            <TextArea
              label={t('incidents.form.body')}
              optional
              rows={4}
              hint={t('content.prose')}
              placeholder={t('incidents.form.bodyPlaceholder')}
              maxLength={20_000}
              {...form.text('body')}
            />
            <ComponentPicker
              statuses
              components={components()}
              groups={groups()}
              picked={form.values.components}
              onChange={(picked) => form.set('components', picked)}
              error={form.error('/components')}
              name="/components"
            />
            <RadioField
              look="segments"
              label={t('incidents.form.publish')}
              value={form.values.publish}
              onChange={(publish) => {
                form.set('publish', publish)
                if (publish === 'later' && form.values.at === '')
                  form.set('at', dateTimeInputValue(now() + 3_600_000, zone()))
              }}
              choices={[
                { value: 'now', label: t('incidents.form.now') },
                { value: 'draft', label: t('incidents.form.draft') },
                { value: 'later', label: t('incidents.form.later') },
              ]}
            />
            <Show when={form.values.publish === 'later'}>
              <TextField
                label={t('incidents.form.at', zone())}
                type="datetime-local"
                {...form.text('at', '/published_at')}
              />
            </Show>
            <FormProblem problem={form.problem()} />
          </div>
          <section class={styles.pane} aria-label={t('content.world.title')}>
            <h3>{t('content.world.title')}</h3>
            <World
              view={view()}
              newly={form.values.publish === 'draft' ? [] : newlyPublic(null, view())}
              hidden={hiddenNames(form.values.components, components())}
            />
          </section>
        </form>
      </Dialog>
      <AlertDialog
        open={asking()}
        onClose={() => setAsking(false)}
        icon={Siren}
        title={t('content.publishTitle', publicHost())}
        description={t('content.publishBody')}
        keep={t('content.publishKeep')}
        footer={
          <Button
            variant="primary"
            onClick={() => {
              setAsking(false)
              void form.submit()
            }}
          >
            {t('content.publish')}
          </Button>
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
