import { createSignal, onCleanup, Show } from 'solid-js'
import {
  chainFlawSentences,
  type VerificationReply,
  verificationProgress,
  verifyAuditLog,
} from '../../../src-server/contract/audit.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { wallClock } from '../../platform.ts'
import { zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Announce } from '../../ui/hidden.tsx'
import { Progress } from '../../ui/progress.tsx'
import { ProblemNote } from '../../ui/screen-state.tsx'
import { clockWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import styles from './audit.module.css'
import { t } from './words.ts'

/** Verifying the chain: begun from the header, shown above the log until it is dismissed. */
export interface Verification {
  running: () => boolean
  /** 0 to 1; undefined while nobody knows. */
  share: () => number | undefined
  result: () => { reply: VerificationReply; at: number } | null
  problem: () => ApiProblem | null
  start: () => void
  cancel: () => void
  dismiss: () => void
}

const lookEveryMs = 2000

export function createVerification(): Verification {
  const [running, setRunning] = createSignal<AbortController | null>(null)
  const [result, setResult] = createSignal<{ reply: VerificationReply; at: number } | null>(null)
  const [problem, setProblem] = createSignal<ApiProblem | null>(null)
  const [share, setShare] = createSignal<number | undefined>()
  /** Only of one that takes its while: each look is an event of the log. */
  const follow = (signal: AbortSignal): void => {
    const timer = setInterval(() => {
      call(verificationProgress, { signal, quiet: true }).then(
        ({ done, total }) => setShare(total === null || total === 0 ? undefined : Math.min(1, done / total)),
        () => undefined,
      )
    }, lookEveryMs)
    signal.addEventListener('abort', () => clearInterval(timer))
  }
  const start = async (): Promise<void> => {
    if (running() !== null) return
    const stop = new AbortController()
    setRunning(stop)
    setShare(undefined)
    follow(stop.signal)
    setResult(null)
    setProblem(null)
    try {
      setResult({ reply: await call(verifyAuditLog, { signal: stop.signal }), at: wallClock() })
    } catch (thrown) {
      if (!stop.signal.aborted) setProblem(problemOf(thrown))
    } finally {
      setRunning(null)
      stop.abort()
    }
  }
  onCleanup(() => running()?.abort())
  return {
    running: () => running() !== null,
    share,
    result,
    problem,
    start: () => void start(),
    cancel: () => {
      running()?.abort()
      toast(t('audit.verify.cancelled'))
    },
    dismiss: () => {
      setResult(null)
      setProblem(null)
    },
  }
}

export function VerificationNote(props: { of: Verification; onShow: (seq: number) => void; onExport: () => void }) {
  return (
    <>
      <Show when={props.of.running()}>
        <Progress
          label={t('audit.verify.running')}
          hint={t('audit.verify.runningWords')}
          share={props.of.share()}
          actions={
            <Button small onClick={props.of.cancel}>
              {t('audit.verify.cancel')}
            </Button>
          }
        />
        <Announce>{t('audit.verify.running')}</Announce>
      </Show>
      <Show when={props.of.problem()}>
        {(problem) => (
          <ProblemNote problem={problem()} things={t('audit.things')} at={0} again={props.of.start} kept={true} />
        )}
      </Show>
      <Show when={props.of.result()}>
        {(found) => (
          <Show
            when={found().reply.ok}
            fallback={
              <Broken
                reply={found().reply}
                onShow={props.onShow}
                onExport={props.onExport}
                onDismiss={props.of.dismiss}
              />
            }
          >
            <Sound reply={found().reply} at={found().at} onDismiss={props.of.dismiss} />
          </Show>
        )}
      </Show>
    </>
  )
}

function Sound(props: { reply: VerificationReply; at: number; onDismiss: () => void }) {
  return (
    <Callout
      tone="ok"
      role="status"
      aside={
        <Button small onClick={props.onDismiss}>
          {t('common.dismiss')}
        </Button>
      }
    >
      <b>{t('audit.verify.ok', props.reply.rows)}</b> {t('audit.verify.okWords', clockWords(props.at, zone()))}{' '}
      <Show when={props.reply.erased > 0}>{t('audit.verify.erased', props.reply.erased)}</Show>
      <div class={styles.headHash}>
        <span>{t('audit.verify.head')}</span>
        <code>{props.reply.head}</code>
        <CopyButton small text={props.reply.head} label={t('audit.verify.copyHead')} />
      </div>
      <span class={styles.small}>{t('audit.verify.headHint')}</span>
    </Callout>
  )
}

function Broken(props: {
  reply: VerificationReply
  onShow: (seq: number) => void
  onExport: () => void
  onDismiss: () => void
}) {
  const seq = (): number => props.reply.first_bad_seq ?? props.reply.rows + 1
  const reason = (): string => (props.reply.reason === undefined ? '' : chainFlawSentences[props.reply.reason])
  return (
    <Callout
      tone="danger"
      role="alert"
      actions={
        <>
          <Button small onClick={() => props.onShow(seq())}>
            {t('audit.verify.show')}
          </Button>
          <Button small onClick={props.onExport}>
            {t('audit.verify.export')}
          </Button>
          <Button small onClick={props.onDismiss}>
            {t('common.dismiss')}
          </Button>
        </>
      }
    >
      <b>{t('audit.verify.broken', seq())}</b>{' '}
      <Show when={reason() !== ''}>{t('audit.verify.brokenReason', reason())}</Show>{' '}
      {t('audit.verify.brokenGood', props.reply.rows)} {t('audit.verify.brokenMeaning')}
    </Callout>
  )
}
