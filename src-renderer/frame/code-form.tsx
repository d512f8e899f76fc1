import { onMount } from 'solid-js'
import { finishSignIn } from '../state/second-step.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import styles from '../ui/entry.module.css'
import { TextField } from '../ui/field.tsx'
import { createForm } from '../ui/form.ts'
import { SignInProblem } from './sign-in-problem.tsx'

/** The second step of signing in: a code of the authenticator app, or a recovery code in its place. */
export default function CodeForm(props: {
  challenge: string
  /** Begin again with the password. */
  onBack: () => void
  onDone?: (() => void) | undefined
}) {
  let box: HTMLFormElement | undefined
  const form = createForm({
    initial: { code: '' },
    body: (values) => values.code.trim(),
    check: (values) => (values.code.trim() === '' ? [{ path: '/code', message: t('session.codeMissing') }] : []),
    send: async (code) => {
      try {
        await finishSignIn(props.challenge, code)
        props.onDone?.()
      } catch (thrown) {
        form.reset()
        box?.querySelector<HTMLInputElement>('input')?.focus()
        throw thrown
      }
    },
  })
  // It takes the place of the form before it, and with it the focus.
  onMount(() => box?.querySelector<HTMLInputElement>('input')?.focus())
  return (
    <form
      class={styles.form}
      ref={(element) => {
        box = element
        form.element(element)
      }}
      method="post"
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      <p class={styles.words}>{t('session.codeWords')}</p>
      <TextField
        label={t('session.code')}
        hint={t('session.codeHint')}
        {...form.text('code')}
        autocomplete="one-time-code"
        maxLength={64}
        mono
        autofocus
      />
      <SignInProblem problem={form.problem()} />
      <Button type="submit" variant="primary" busy={form.sending()}>
        {form.sending() ? t('session.signingIn') : t('session.signIn')}
      </Button>
      <Button variant="quiet" onClick={props.onBack}>
        {t('session.codeBack')}
      </Button>
    </form>
  )
}
