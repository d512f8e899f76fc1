import { createEffect, createMemo, createSignal, type JSX, onCleanup, Show } from 'solid-js'
import type { ApiProblem } from '../api/problem.ts'
import type { Result } from '../api/query.ts'
import { now, zone } from '../state/clock.ts'
import { awaySince } from '../state/connection.ts'
import { openMyAccess } from '../state/my-access.ts'
import { serverOrigin } from '../state/server-address.ts'
import { t } from '../strings/strings.ts'
import { Button } from './button.tsx'
import { Callout } from './callout.tsx'
import { CopyButton } from './copy-button.tsx'
import { EmptyState } from './empty-state.tsx'
import { Announce } from './hidden.tsx'
import { permissionWords } from './permission-words.ts'
import styles from './screen-state.module.css'
import { clockWords } from './time.ts'

/**
 * The states that every screen has (ux.md §6), in one place: first load, refresh, empty, error, unreachable, forbidden, missing,
 * waiting for a limit, read-only.
 *
 *     <ScreenState result={tokens} things="tokens" skeleton={<SkeletonRows rows={8} />} isEmpty={(list) => list.length === 0} empty={<EmptyState … />}>
 *       {(list) => <DataTable rows={list()} … />}
 *     </ScreenState>
 *
 * Old data stays in place while something is wrong, dimmed when the server is away. "No match" is the table's own inline row.
 */

export interface ScreenStateProps<Data> {
  result: Result<Data>
  /** What is listed, in words: "tokens". */
  things: string
  skeleton: JSX.Element
  isEmpty?: (data: Data) => boolean
  empty?: JSX.Element
  children: (data: () => Data) => JSX.Element
}

const skeletonDelayMs = 150

export function ScreenState<Data>(props: ScreenStateProps<Data>) {
  const [late, setLate] = createSignal(false)
  createEffect(() => {
    if (!props.result.loading()) {
      setLate(false)
      return
    }
    const timer = setTimeout(() => setLate(true), skeletonDelayMs)
    onCleanup(() => clearTimeout(timer))
  })
  const problem = createMemo(() => props.result.problem())
  const blocking = (): ApiProblem | null => {
    const found = problem()
    return found !== null && (found.state === 'forbidden' || found.state === 'missing') ? found : null
  }
  const noted = (): ApiProblem | null => {
    const found = problem()
    return found !== null && blocking() === null && found.state !== 'signed_out' ? found : null
  }
  const shown = createMemo(() => (blocking() === null ? props.result.data() : undefined))
  return (
    <div
      class={styles.region}
      aria-busy={props.result.loading() ? 'true' : undefined}
      data-dim={problem()?.state === 'unreachable' ? 'true' : undefined}
    >
      <Show when={props.result.updating()}>
        <div class={styles.progress} aria-hidden="true" />
      </Show>
      <div class={styles.notes}>
        <Show when={noted()}>
          {(found) => (
            <ProblemNote
              problem={found()}
              things={props.things}
              at={props.result.at()}
              again={props.result.again}
              kept={shown() !== undefined}
            />
          )}
        </Show>
      </div>
      <Show when={blocking()}>{(found) => <BlockingPage problem={found()} />}</Show>
      <Show when={props.result.loading() && late()}>{props.skeleton}</Show>
      <Show when={shown()} keyed={false}>
        {(data) => (
          <Show when={props.isEmpty?.(data()) !== true} fallback={props.empty}>
            {props.children(data)}
          </Show>
        )}
      </Show>
    </div>
  )
}

/** What an administrator pastes into a ticket; no secret is ever in it. */
function detailsOf(problem: ApiProblem): string {
  return [
    `${problem.title} (${problem.code}, ${problem.status})`,
    problem.detail,
    problem.requestId === undefined ? '' : t('problems.requestId', problem.requestId),
  ]
    .filter(Boolean)
    .join('\n')
}

export interface ProblemNoteProps {
  problem: ApiProblem
  things: string
  at: number
  again: () => void
  kept: boolean
}

export function ProblemNote(props: ProblemNoteProps) {
  const state = (): string => props.problem.state
  const host = (): string => serverOrigin().replace(/^https?:\/\//, '')
  const since = (): number => awaySince() ?? now()
  return (
    <>
      <Show when={state() === 'unreachable'}>
        <Callout
          tone="warn"
          role="status"
          aside={
            <Button small onClick={props.again}>
              {t('common.retryNow')}
            </Button>
          }
        >
          {t('problems.unreachable', host(), clockWords(since(), zone()))}{' '}
          <Show when={props.kept}>{t('problems.staleCopy', clockWords(props.at, zone()))}</Show>
        </Callout>
      </Show>
      <Show when={state() === 'wait'}>
        <Callout tone="warn" role="status">
          {t('problems.waiting', props.problem.retryAfter ?? 5)}
        </Callout>
      </Show>
      <Show when={state() === 'read_only'}>
        <Callout tone="danger" role="alert">
          {t('problems.readOnly')}
        </Callout>
      </Show>
      <Show when={state() !== 'unreachable' && state() !== 'wait' && state() !== 'read_only'}>
        <Callout
          tone="danger"
          role="alert"
          actions={
            <>
              <Button small onClick={props.again}>
                {t('common.tryAgain')}
              </Button>
              <CopyButton small text={detailsOf(props.problem)} label={t('common.copyDetails')} />
            </>
          }
        >
          <b>{t('problems.what', props.things)}</b> {props.problem.detail}{' '}
          {props.kept ? t('problems.oldData') : t('problems.stillWorks')}
        </Callout>
      </Show>
    </>
  )
}

function BlockingPage(props: { problem: ApiProblem }) {
  const missing = (): boolean => props.problem.state === 'missing'
  return (
    <Show
      when={missing()}
      fallback={
        <EmptyState
          title={t('problems.forbiddenTitle')}
          words={permissionWords(props.problem) ?? props.problem.detail}
          actions={<Button onClick={openMyAccess}>{t('problems.seeMyAccess')}</Button>}
        />
      }
    >
      <EmptyState title={t('problems.missingTitle')} words={t('problems.missing')} />
    </Show>
  )
}

/** A refusal beside the buttons of a form or dialog: what it is about no field says. */
export function FormProblem(props: { problem: ApiProblem | null }) {
  return (
    <Show when={props.problem} fallback={<Announce />}>
      {(problem) => (
        <Callout
          tone={
            problem().state === 'locked'
              ? 'terraform'
              : problem().state === 'failed' || problem().state === 'refused'
                ? 'danger'
                : 'warn'
          }
          role="alert"
          actions={
            problem().state === 'failed' ? (
              <CopyButton small text={detailsOf(problem())} label={t('common.copyDetails')} />
            ) : undefined
          }
        >
          {problemSentence(problem())}
        </Callout>
      )}
    </Show>
  )
}

/** The sentence for a refused change. The server's own detail says what to do; some states have better words here. */
export function problemSentence(problem: ApiProblem): string {
  switch (problem.state) {
    case 'unreachable':
      return t('problems.unreachableShort')
    case 'wait':
      return t(problem.code === 'login_throttled' ? 'session.throttled' : 'problems.waiting', problem.retryAfter ?? 5)
    case 'read_only':
      return t('problems.readOnly')
    case 'immutable':
      return `${problem.detail} ${t('problems.immutable')}`
    case 'token_limit':
      return t('problems.tokenLimit')
    case 'conflict':
      return t('problems.conflict')
    default:
      return problem.detail
  }
}
