import { createSignal, lazy, onCleanup, onMount, Show, Suspense } from 'solid-js'
import type { ServerState } from '../../src-main/bridge/contract.ts'
import { answerOf, bridge, servedFrom } from '../platform.ts'
import { ownRemote } from '../state/connections.ts'
import { refreshContext, startProblem } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import styles from '../ui/entry.module.css'
import { Entry } from '../ui/entry.tsx'
import { OtherConnections } from './other-connections.tsx'

const RemoteAway = lazy(() => import('../screens/connections/away.tsx'))

/** Nothing answered at the start. In the app, the server process says how it is doing; anywhere, the console tries again by itself. */
export function Away() {
  const [server, setServer] = createSignal<ServerState | null>(null)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const again = async (): Promise<void> => {
    clearTimeout(timer)
    await refreshContext()
    failures += 1
    timer = setTimeout(() => void again(), Math.min(60_000, 1000 * 2 ** Math.min(failures, 6)))
  }
  onMount(() => {
    document.title = t('frame.product')
    timer = setTimeout(() => void again(), 1000)
    onCleanup(() => clearTimeout(timer))
    const desktop = bridge
    if (desktop === null) return
    void answerOf(desktop.serverState(null)).then(setServer)
    onCleanup(
      desktop.on('serverState', (state) => {
        setServer(state)
        if (state.kind === 'running') void again()
      }),
    )
  })
  const retry = (): void => {
    if (bridge !== null && ownRemote() === null) void bridge.retryServer(null)
    void again()
  }
  const words = (): string => {
    if (ownRemote() !== null) return startProblem()?.detail ?? t('frame.connecting')
    const state = server()
    if (state?.kind === 'starting') return t('frame.serverStarting')
    if (state?.kind === 'restarting') return t('frame.serverRestarting')
    if (state?.kind === 'stopped') return t('frame.serverStopped')
    if (state?.kind === 'failed') return state.message
    const problem = startProblem()
    return problem === null || problem.state === 'unreachable' ? t('frame.awayBody', servedFrom().host) : problem.detail
  }
  const title = (): string => {
    const remote = ownRemote()
    if (remote !== null) return t('frame.awayFrom', remote.name)
    return server()?.kind === 'failed' ? t('frame.serverFailed') : t('frame.awayTitle')
  }
  return (
    <Entry>
      <h1 class={styles.title}>{title()}</h1>
      <p class={styles.words} role="status">
        {words()}
      </p>
      <Show when={startProblem()?.code.startsWith('connection_') === true ? undefined : startProblem()?.requestId}>
        {(id) => <p class={styles.words}>{t('problems.requestId', id())}</p>}
      </Show>
      <Show when={ownRemote()}>
        {(remote) => (
          <Suspense>
            <RemoteAway connection={remote()} onTrusted={retry} />
          </Suspense>
        )}
      </Show>
      <div class={styles.foot}>
        <Button variant="primary" onClick={retry}>
          {t('common.retryNow')}
        </Button>
      </div>
      <OtherConnections />
    </Entry>
  )
}
