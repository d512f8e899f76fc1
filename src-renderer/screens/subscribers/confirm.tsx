import type { Icon } from '../../ui/button.tsx'
import { Button } from '../../ui/button.tsx'
import { rowButton } from '../../ui/data-table.tsx'
import { AlertDialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'

/** Asks before something that cannot be taken back, about one row. */
export function Confirm<Subject extends { readonly id: string }>(props: {
  subject: Subject | undefined
  icon: Icon
  title: (subject: Subject) => string
  body: string
  keep: string
  confirm: string
  send: (subject: Subject) => Promise<unknown>
  onClose: () => void
  onDone: (subject: Subject) => void
  onGone?: () => void
}) {
  const shown = useLast(() => props.subject)
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      const subject = shown()
      if (subject === undefined) throw new Error('There is nothing to end.')
      await props.send(subject)
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
  const subjectTitle = (): string => {
    const subject = shown()
    return subject === undefined ? '' : props.title(subject)
  }
  return (
    <AlertDialog
      open={props.subject !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={props.icon}
      title={subjectTitle()}
      description={props.body}
      keep={props.keep}
      onSubmitKeys={() => void form.submit()}
      onGone={() => props.onGone?.()}
      returnTo={() => {
        const subject = shown()
        return subject === undefined ? null : rowButton(subject.id)
      }}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {props.confirm}
        </Button>
      }
    >
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
