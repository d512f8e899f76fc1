import { createEffect, on, Show } from 'solid-js'
import { type Incident, setIncidentRootCause } from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { Card } from '../../ui/page.tsx'
import { Prose } from '../../ui/prose.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { offerUndo } from '../../ui/undo.tsx'
import styles from './incidents.module.css'
import { t } from './words.ts'

/** What went wrong, for the team. */
export function RootCause(props: { incident: Incident; onChanged: () => void }) {
  const write = (body: string | null): Promise<Incident> =>
    call(setIncidentRootCause, { params: { id: props.incident.id }, body: { body } })
  const form = createForm({
    initial: { text: props.incident.root_cause ?? '' },
    body: (values) => values,
    send: ({ text }) => {
      const before = props.incident.root_cause
      return write(text.trim() === '' ? null : text).then((saved) => ({ saved, before }))
    },
    done: ({ before }) => {
      props.onChanged()
      offerUndo(t('incidents.detail.rootCauseSaved'), undefined, async () => {
        await write(before)
        form.reset({ text: before ?? '' })
        props.onChanged()
      })
    },
  })
  createEffect(
    on(
      () => props.incident.root_cause,
      (text) => {
        if (!form.dirty()) form.reset({ text: text ?? '' })
      },
      { defer: true },
    ),
  )
  return (
    <Card title={t('incidents.detail.rootCause')}>
      <Show
        when={may('incidents:write')}
        fallback={
          <Show when={props.incident.root_cause} fallback={<p class={styles.quiet}>{t('common.none')}</p>}>
            {(text) => <Prose text={text()} />}
          </Show>
        }
      >
        <TextArea
          label={t('incidents.detail.rootCause')}
          labelHidden
          rows={3}
          hint={t('incidents.detail.rootCauseHint')}
          placeholder={t('incidents.detail.rootCausePlaceholder')}
          maxLength={20_000}
          {...form.text('text', '/body')}
        />
        <FormProblem problem={form.problem()} />
        <Show when={form.dirty()}>
          <div class={styles.tools}>
            <Button small busy={form.sending()} onClick={() => void form.submit()}>
              {t('incidents.detail.saveRootCause')}
            </Button>
            <Button small variant="quiet" onClick={() => form.reset({ text: props.incident.root_cause ?? '' })}>
              {t('content.discard')}
            </Button>
          </div>
        </Show>
      </Show>
    </Card>
  )
}
