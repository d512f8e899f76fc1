import Lock from 'lucide-solid/icons/lock'
import LockOpen from 'lucide-solid/icons/lock-open'
import { createMemo } from 'solid-js'
import type { LockFeature } from '../../../src-server/contract/endpoint.ts'
import { createLock, deleteLock } from '../../../src-server/contract/locks.ts'
import type { Token } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { TextArea } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select } from '../../ui/select.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

export interface LockDialogProps {
  feature: LockFeature | null
  onClose: () => void
  onChanged: () => void
}

const anyToken = '-'

const reasonGiven = (reason: string): { path: string; message: string }[] =>
  reason.trim() === '' ? [{ path: '/reason', message: t('locks.reasonMissing') }] : []

/** Hands a feature to Terraform, with the reason that everyone else will read. */
export function LockDialog(props: LockDialogProps & { tokens: readonly Token[] }) {
  const feature = useLast(() => props.feature)
  const name = (): string => {
    const known = feature()
    return known === undefined ? '' : t(`locks.feature.${known}`)
  }
  const form = createForm({
    initial: { reason: '', token: '' },
    body: (values) => ({ reason: values.reason.trim(), managed_by: values.token === '' ? null : values.token }),
    schema: createLock.body,
    check: (values) => reasonGiven(values.reason),
    send: async (body) => {
      const target = feature()
      if (target === undefined) throw new Error('There is no feature to lock.')
      return call(createLock, { params: { feature: target }, body })
    },
    done: () => {
      props.onClose()
      props.onChanged()
      toast(t('locks.create.done', name()), t('locks.create.doneDetail'))
    },
  })
  onOpening(
    () => props.feature,
    () => form.reset({ reason: '', token: (props.tokens.length === 1 ? props.tokens[0]?.id : undefined) ?? '' }),
  )
  const options = createMemo(() => [
    { value: anyToken, label: t('locks.create.anyToken') },
    ...props.tokens.map((token) => ({
      value: token.id,
      label: token.name,
      detail: `${token.token_prefix}… · ${token.role_name}`,
    })),
  ])
  return (
    <Dialog
      open={props.feature !== null}
      onClose={props.onClose}
      icon={Lock}
      title={t('locks.create.title', name())}
      description={t('locks.create.body')}
      mayClose={() => !form.sending()}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('locks.create.keep')}</Button>
          <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
            {t('locks.create.confirm')}
          </Button>
        </>
      }
    >
      <div ref={form.element} class={text.contents}>
        <TextArea
          label={t('locks.reason')}
          placeholder={t('locks.create.reasonPlaceholder')}
          maxLength={500}
          autofocus
          {...form.text('reason')}
        />
        <Select
          label={t('locks.create.token')}
          hint={t('locks.create.tokenHint')}
          options={options()}
          value={form.values.token === '' ? anyToken : form.values.token}
          onChange={(value) => form.set('token', value === anyToken ? '' : value)}
          error={form.error('/managed_by')}
          name="/managed_by"
        />
      </div>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}

/** Gives a feature back to people. */
export function UnlockDialog(props: LockDialogProps) {
  const feature = useLast(() => props.feature)
  const name = (): string => {
    const known = feature()
    return known === undefined ? '' : t(`locks.feature.${known}`)
  }
  const form = createForm({
    initial: { reason: '' },
    body: (values) => ({ reason: values.reason.trim() }),
    schema: deleteLock.body,
    check: (values) => reasonGiven(values.reason),
    send: async (body) => {
      const target = feature()
      if (target === undefined) throw new Error('There is no feature to unlock.')
      await call(deleteLock, { params: { feature: target }, body })
    },
    done: () => {
      props.onClose()
      props.onChanged()
      toast(t('locks.remove.done', name()), t('locks.remove.doneDetail'))
    },
  })
  onOpening(
    () => props.feature,
    () => form.reset(),
  )
  return (
    <AlertDialog
      open={props.feature !== null}
      onClose={props.onClose}
      tone="danger"
      icon={LockOpen}
      title={t('locks.remove.title', name())}
      description={t('locks.remove.body')}
      keep={t('locks.remove.keep')}
      onSubmitKeys={() => void form.submit()}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('locks.remove.confirm')}
        </Button>
      }
    >
      <div ref={form.element} class={text.contents}>
        <TextArea
          label={t('locks.reason')}
          placeholder={t('locks.remove.reasonPlaceholder')}
          maxLength={500}
          {...form.text('reason')}
        />
      </div>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
