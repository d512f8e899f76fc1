import Fingerprint from 'lucide-solid/icons/fingerprint-pattern'
import { createSignal, Show } from 'solid-js'
import { type ApiProblem, problemOf } from '../api/problem.ts'
import { passkeysWork } from '../platform.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { SignInProblem } from './sign-in-problem.tsx'

/** A passkey in place of what is typed, where this browser can hold any: signing in, or confirming. */
export function PasskeyButton(props: { label: string; act: () => Promise<void>; onDone?: (() => void) | undefined }) {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<ApiProblem | null>(null)
  const use = async (): Promise<void> => {
    setProblem(null)
    setBusy(true)
    try {
      await props.act()
      props.onDone?.()
    } catch (thrown) {
      setProblem(problemOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Show when={passkeysWork}>
      <SignInProblem problem={problem()} />
      <Button icon={Fingerprint} busy={busy()} onClick={() => void use()}>
        {busy() ? t('session.passkey.waiting') : props.label}
      </Button>
    </Show>
  )
}
