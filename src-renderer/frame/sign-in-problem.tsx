import { createSignal, onCleanup, Show } from 'solid-js'
import type { ApiProblem } from '../api/problem.ts'
import { t } from '../strings/strings.ts'
import { Callout } from '../ui/callout.tsx'
import { problemSentence } from '../ui/screen-state.tsx'

/** Why signing in was refused, in words that tell nothing about anyone; with a countdown where it has to wait. */
export function SignInProblem(props: { problem: ApiProblem | null }) {
  return (
    <Show when={props.problem}>
      {(problem) => (
        <Callout tone={problem().state === 'wait' ? 'warn' : 'danger'} role="alert">
          <Show when={problem().code === 'login_throttled'} fallback={wordsOf(problem())}>
            <Countdown seconds={problem().retryAfter ?? 30} />
          </Show>
        </Callout>
      )}
    </Show>
  )
}

function wordsOf(problem: ApiProblem): string {
  switch (problem.code) {
    case 'login_failed':
      return t('session.wrong')
    case 'two_factor_failed':
      return t('session.codeWrong')
    case 'sign_in_over':
      return t('session.codeOver')
    default:
      return problemSentence(problem)
  }
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
