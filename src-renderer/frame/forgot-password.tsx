import { createSignal, Match, onMount, Switch } from 'solid-js'
import { askForPasswordReset } from '../../src-server/contract/password-reset.ts'
import { call } from '../api/call.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import styles from '../ui/entry.module.css'
import { TextField } from '../ui/field.tsx'
import { createForm } from '../ui/form.ts'
import { SignInProblem } from './sign-in-problem.tsx'

/** Asks for a link that sets a new password. What is said afterwards is the same for every address. */
export default function ForgotPassword(props: { onBack: () => void }) {
  let box: HTMLDivElement | undefined
  const [sentTo, setSentTo] = createSignal<string | null>(null)
  const focusFirst = (): void =>
    (box?.querySelector<HTMLElement>('input') ?? box?.querySelector<HTMLElement>('h1'))?.focus()
  const form = createForm({
    initial: { email: '' },
    body: (values) => ({ email: values.email.trim() }),
    schema: askForPasswordReset.body,
    check: (values) => (values.email.trim() === '' ? [{ path: '/email', message: t('session.emailMissing') }] : []),
    send: async (body) => {
      await call(askForPasswordReset, { body, quiet: true, bare: true })
      return body.email
    },
    done: (email) => {
      setSentTo(email)
      focusFirst()
    },
  })
  onMount(focusFirst)
  return (
    <div
      class={styles.form}
      ref={(element) => {
        box = element
      }}
    >
      <Switch>
        <Match when={sentTo()}>
          {(email) => (
            <div role="status">
              <h1 class={styles.title} tabindex="-1">
                {t('session.forgotSentTitle')}
              </h1>
              <p class={styles.words}>{t('session.forgotSent', email())}</p>
            </div>
          )}
        </Match>
        <Match when={sentTo() === null}>
          <div>
            <h1 class={styles.title} tabindex="-1">
              {t('session.forgotTitle')}
            </h1>
            <p class={styles.words}>{t('session.forgotWords')}</p>
          </div>
          <form
            class={styles.form}
            ref={form.element}
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
              autofocus
            />
            <SignInProblem problem={form.problem()} />
            <Button type="submit" variant="primary" busy={form.sending()}>
              {t('session.forgotSend')}
            </Button>
          </form>
        </Match>
      </Switch>
      <Button variant="quiet" onClick={props.onBack}>
        {t('session.forgotBack')}
      </Button>
    </div>
  )
}
