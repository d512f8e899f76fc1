import Trash from 'lucide-solid/icons/trash'
import { createSignal, For, Show } from 'solid-js'
import {
  type Annotation,
  annotateIncident,
  deleteIncidentAnnotation,
  type Incident,
} from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { may } from '../../state/session.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { Card } from '../../ui/page.tsx'
import { Prose } from '../../ui/prose.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import styles from './incidents.module.css'
import { t } from './words.ts'

/** What the team writes to itself. Never public. */
export function Notes(props: { incident: Incident; onChanged: () => void }) {
  const canWrite = (): boolean => may('incidents:write')
  const [removing, setRemoving] = createSignal<Annotation | null>(null)
  const form = createForm({
    initial: { body: '' },
    body: (values) => values,
    schema: annotateIncident.body,
    words: () => t('incidents.detail.noteMissing'),
    send: (body) => call(annotateIncident, { params: { id: props.incident.id }, body }),
    done: () => {
      form.reset({ body: '' })
      toast(t('incidents.detail.noteAdded'))
      props.onChanged()
    },
  })
  return (
    <Card title={t('incidents.detail.notes')}>
      <div class={styles.notes}>
        <For each={props.incident.annotations} fallback={<p class={styles.quiet}>{t('incidents.detail.noNotes')}</p>}>
          {(note) => (
            <div class={styles.note}>
              <Prose text={note.body} />
              <Show when={canWrite()}>
                <IconButton
                  icon={Trash}
                  size={14}
                  label={t('incidents.detail.removeNote')}
                  onClick={() => setRemoving(note)}
                />
              </Show>
              <span class={styles.quiet}>
                {note.author.name}, <Ago at={note.created_at} />
              </span>
            </div>
          )}
        </For>
        <Show when={canWrite()}>
          <div ref={form.element} class={styles.fields}>
            <TextArea
              label={t('incidents.detail.addNote')}
              labelHidden
              hint={t('incidents.detail.notesHint')}
              placeholder={t('incidents.detail.notePlaceholder')}
              maxLength={20_000}
              {...form.text('body')}
            />
            <FormProblem problem={form.problem()} />
            <div class={styles.tools}>
              <Button small busy={form.sending()} onClick={() => void form.submit()}>
                {t('incidents.detail.addNote')}
              </Button>
            </div>
          </div>
        </Show>
      </div>
      <RemoveNote
        incident={props.incident}
        note={removing()}
        onClose={() => setRemoving(null)}
        onRemoved={props.onChanged}
      />
    </Card>
  )
}

function RemoveNote(props: {
  incident: Incident
  note: Annotation | null
  onClose: () => void
  onRemoved: () => void
}) {
  const note = useLast(() => props.note)
  const [busy, setBusy] = createSignal(false)
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const remove = async (): Promise<void> => {
    const target = note()
    if (target === undefined) return
    setBusy(true)
    setRefusal(null)
    try {
      await call(deleteIncidentAnnotation, { params: { id: props.incident.id, annotation_id: target.id } })
      props.onClose()
      props.onRemoved()
    } catch (thrown) {
      setRefusal(problemOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <AlertDialog
      open={props.note !== null}
      onClose={props.onClose}
      tone="danger"
      icon={Trash}
      title={t('incidents.detail.removeNoteTitle')}
      description={t('incidents.detail.removeNoteBody')}
      keep={t('incidents.detail.keepNote')}
      footer={
        <Button variant="danger" busy={busy()} onClick={() => void remove()}>
          {t('incidents.detail.removeNote')}
        </Button>
      }
    >
      <Show when={note()}>{(one) => <Prose text={one().body} />}</Show>
      <FormProblem problem={refusal()} />
    </AlertDialog>
  )
}
