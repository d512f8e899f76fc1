import KeyRound from 'lucide-solid/icons/key-round'
import { createUniqueId, Show } from 'solid-js'
import { changeMyPassword } from '../../../src-server/contract/session.ts'
import { call } from '../../api/call.ts'
import { ApiProblem, problemOf } from '../../api/problem.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, onOpening } from '../../ui/dialog.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

/** Another password; all other sessions of this person end with the old one. */
export function PasswordDialog(props: {
  open: boolean
  others: number
  /** Two-factor is on: a code is asked for besides the password. */
  needsCode: boolean
  onClose: () => void
  onChanged: () => void
}) {
  const formId = createUniqueId()
  const form = createForm({
    initial: { current: '', code: '', next: '' },
    body: (values) => ({
      current_password: values.current,
      ...(props.needsCode ? { code: values.code.trim() } : {}),
      password: values.next,
    }),
    schema: changeMyPassword.body,
    check: (values) => [
      ...(values.current === '' ? [{ path: '/current_password', message: t('account.change.currentMissing') }] : []),
      ...(props.needsCode && values.code.trim() === '' ? [{ path: '/code', message: t('session.codeMissing') }] : []),
      ...([...values.next].length < 12 ? [{ path: '/password', message: t('setup.required.password') }] : []),
      ...(values.next !== '' && values.next === values.current
        ? [{ path: '/password', message: t('account.change.nextSame') }]
        : []),
    ],
    send: async (body) => {
      try {
        await call(changeMyPassword, { body })
      } catch (thrown) {
        throw atItsField(problemOf(thrown))
      }
    },
    done: () => {
      props.onClose()
      props.onChanged()
      toast(t('account.change.done'), t('account.change.doneDetail', props.others))
    },
  })
  onOpening(
    () => props.open,
    () => form.reset(),
  )
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      icon={KeyRound}
      title={t('account.change.title')}
      description={t('account.change.body')}
      mayClose={() => !form.sending()}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" keys="mod+Enter" busy={form.sending()}>
            {t('account.change.submit')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        class={text.stack}
        ref={form.element}
        method="post"
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        {/* Password managers want to know whose password it is. */}
        <input type="text" hidden autocomplete="username" value={context()?.user?.email ?? ''} readOnly />
        <PasswordField
          label={t('account.change.current')}
          {...form.text('current', '/current_password')}
          autocomplete="current-password"
          autofocus
        />
        <Show when={props.needsCode}>
          <TextField
            label={t('session.code')}
            hint={t('session.codeHint')}
            {...form.text('code')}
            autocomplete="one-time-code"
            maxLength={64}
            mono
          />
        </Show>
        <PasswordField
          label={t('account.change.next')}
          hint={t('setup.passwordHint', [...form.values.next].length)}
          {...form.text('next', '/password')}
          autocomplete="new-password"
        />
      </form>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}

/** The two refusals that are about one field, though the server names none. */
function atItsField(problem: ApiProblem): ApiProblem {
  const at = (path: string, message: string): ApiProblem =>
    new ApiProblem({ ...problem, detail: message, errors: [{ path, message }] })
  if (problem.code === 'login_failed') return at('/current_password', t('account.change.currentWrong'))
  if (problem.code === 'two_factor_failed') return at('/code', t('session.codeWrong'))
  if (problem.code === 'weak_password' && problem.errors.length === 0) return at('/password', problem.detail)
  return problem
}
