import { createSignal, onCleanup, Show } from 'solid-js'
import { signIn } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import styles from '../ui/entry.module.css'
import { PasswordField, TextField } from '../ui/field.tsx'
import { createForm } from '../ui/form.ts'
import { problemSentence } from '../ui/screen-state.tsx'

/** E-mail address and password; what is wrong is said once, and never whether the person exists. */
export function SignInForm(props: {
  email?: string | undefined
  fixedEmail?: boolean
  onDone?: (() => void) | undefined
}) {
  let box: HTMLFormElement | undefined
  const form = createForm({
    initial: { email: props.email ?? '', password: '' },
    body: (values) => values,
    check: (values) => [
      ...(values.email.trim() === '' ? [{ path: '/email', message: t('session.emailMissing') }] : []),
      ...(values.password === '' ? [{ path: '/password', message: t('session.passwordMissing') }] : []),
    ],
    send: async (body) => {
      try {
        await signIn(body.email.trim(), body.password)
        props.onDone?.()
      } catch (thrown) {
        // Started afresh: the emptied field is no mistake of whoever typed.
        form.reset({ ...body, password: '' })
        box?.querySelector<HTMLInputElement>('[autocomplete="current-password"]')?.focus()
        throw thrown
      }
    },
  })
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
      <TextField
        label={t('session.email')}
        type="email"
        {...form.text('email')}
        autocomplete="username"
        inputmode="email"
        autofocus={props.fixedEmail !== true}
      />
      <PasswordField
        label={t('session.password')}
        {...form.text('password')}
        autocomplete="current-password"
        autofocus={props.fixedEmail === true}
      />
      <Show when={form.problem()}>
        {(problem) => (
          <Callout tone={problem().state === 'wait' ? 'warn' : 'danger'} role="alert">
            <Show
              when={problem().code === 'login_throttled'}
              fallback={problem().code === 'login_failed' ? t('session.wrong') : problemSentence(problem())}
            >
              <Countdown seconds={problem().retryAfter ?? 30} />
            </Show>
          </Callout>
        )}
      </Show>
      <Button type="submit" variant="primary" busy={form.sending()}>
        {form.sending() ? t('session.signingIn') : t('session.signIn')}
      </Button>
    </form>
  )
}

/** Counts down for the eye each second; assistive technology hears it once a minute at most, since the region is off. */
function Countdown(props: { seconds: number }) {
  const [left, setLeft] = createSignal(props.seconds)
  const timer = setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1000)
  onCleanup(() => clearInterval(timer))
  return (
    <Show when={left() > 0} fallback={t('session.throttleOver')}>
      <span aria-live="off">{t('session.throttled', left())}</span>
    </Show>
  )
}
