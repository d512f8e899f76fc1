import type { JSX } from 'solid-js'
import { Button, type Icon } from './button.tsx'
import { AlertDialog, onOpening, useLast } from './dialog.tsx'
import { RadioField, TextArea } from './field.tsx'
import { createForm } from './form.ts'
import { FormProblem } from './screen-state.tsx'
import text from './text.module.css'

/**
 * Ends something that others depend on, and asks why: a few reasons to choose from and room for details, kept in the log together.
 * The words are the screen's own.
 */
export interface ReasonWords {
  reason: string
  missing: string
  details: string
  detailsPlaceholder: string
  keep: string
  confirm: string
}

export function ReasonDialog<Subject extends { id: string }>(props: {
  /** What is ended; `null` or undefined closes. */
  subject: Subject | null | undefined
  icon: Icon
  title: (subject: Subject) => string
  body: (subject: Subject) => JSX.Element
  words: ReasonWords
  reasons: readonly string[]
  send: (subject: Subject, reason: string) => Promise<unknown>
  onClose: () => void
  onDone: (subject: Subject) => void
  returnTo?: (subject: Subject) => HTMLElement | null
}) {
  const shown = useLast(() => props.subject)
  const of = <Value,>(read: (subject: Subject) => Value, otherwise: Value): Value => {
    const subject = shown()
    return subject === undefined ? otherwise : read(subject)
  }
  const form = createForm({
    initial: { reason: '', details: '' },
    body: ({ reason, details }) => (details.trim() === '' ? reason : `${reason}: ${details.trim()}`),
    check: ({ reason }) => (reason === '' ? [{ path: '/reason', message: props.words.missing }] : []),
    send: async (reason) => {
      const subject = shown()
      if (subject === undefined) throw new Error('There is nothing to end.')
      await props.send(subject, reason)
      return subject
    },
    done: (subject) => {
      props.onClose()
      props.onDone(subject)
    },
  })
  onOpening(
    () => props.subject?.id,
    () => form.reset(),
  )
  return (
    <AlertDialog
      open={props.subject !== null && props.subject !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={props.icon}
      title={of(props.title, '')}
      description={of(props.body, '')}
      keep={props.words.keep}
      onSubmitKeys={() => void form.submit()}
      returnTo={() => of((subject) => props.returnTo?.(subject) ?? null, null)}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {props.words.confirm}
        </Button>
      }
    >
      <div ref={form.element} class={text.stack}>
        <RadioField
          look="chips"
          label={props.words.reason}
          value={form.values.reason}
          onChange={(reason) => form.set('reason', reason)}
          choices={props.reasons.map((reason) => ({ value: reason, label: reason }))}
          error={form.error('/reason')}
          name="/reason"
        />
        <TextArea
          label={props.words.details}
          optional
          placeholder={props.words.detailsPlaceholder}
          maxLength={400}
          {...form.text('details')}
        />
      </div>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
