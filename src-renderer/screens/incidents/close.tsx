import CircleCheck from 'lucide-solid/icons/circle-check'
import { createEffect, createMemo, on } from 'solid-js'
import { closeIncident } from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import type { StepProps } from './publish.tsx'
import { t } from './words.ts'

/** Ends an incident with a last word and, for the team, its cause. */
export function CloseDialog(props: StepProps) {
  const incident = useLast(() => props.incident)
  const form = createForm({
    initial: { body: '', root_cause: '' },
    body: (values) => ({
      ...(values.body.trim() === '' ? {} : { body: values.body }),
      ...(values.root_cause.trim() === '' ? {} : { root_cause: values.root_cause }),
    }),
    schema: closeIncident.body,
    send: async (body) => {
      const target = incident()
      if (target === undefined) throw new Error('There is no incident to close.')
      return call(closeIncident, { params: { id: target.id }, body })
    },
    done: (closed) => {
      props.onClose()
      props.onChanged()
      toast(t('incidents.close.done', closed.name), t('incidents.close.doneDetail'))
    },
  })
  createEffect(
    on(
      createMemo(() => props.incident?.id),
      (id) => {
        if (id !== undefined) form.reset({ body: '', root_cause: props.incident?.root_cause ?? '' })
      },
    ),
  )
  return (
    <Dialog
      open={props.incident !== undefined}
      onClose={props.onClose}
      icon={CircleCheck}
      title={t('incidents.close.title', incident()?.name ?? '')}
      description={t('incidents.close.body')}
      mayClose={() => !form.dirty()}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('incidents.close.keep')}</Button>
          <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
            {t('incidents.close.confirm')}
          </Button>
        </>
      }
    >
      <div ref={form.element} class={text.contents}>
        <TextArea
          label={t('incidents.close.message')}
          optional
          rows={3}
          hint={t('content.prose')}
          placeholder={t('incidents.close.messagePlaceholder')}
          maxLength={20_000}
          autofocus
          {...form.text('body')}
        />
        <TextArea
          label={t('incidents.close.rootCause')}
          optional
          rows={3}
          hint={t('incidents.close.rootCauseHint')}
          maxLength={20_000}
          {...form.text('root_cause')}
        />
      </div>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}
