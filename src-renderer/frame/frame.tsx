import { useLocation, useNavigate } from '@solidjs/router'
import {
  createEffect,
  createMemo,
  ErrorBoundary,
  on,
  onCleanup,
  onMount,
  type ParentProps,
  Show,
  Suspense,
} from 'solid-js'
import { startOver } from '../platform.ts'
import { chooseEnvironment, environment, pageId } from '../state/choices.ts'
import { isReadOnlyHere, leaveForWanted, ownConnection, stayHere, wantedConnection } from '../state/connections.ts'
import { watchIdle } from '../state/idle.ts'
import { locked } from '../state/lock.ts'
import { openConnections } from '../state/open-connections.ts'
import { context, ended, lockNow, refreshContext } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { DiscardDialog } from '../ui/discard-dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { keepFocusInPage } from '../ui/focus-return.ts'
import { Toasts } from '../ui/toasts.tsx'
import { UndoCommand } from '../ui/undo.tsx'
import { AppCommands } from './app-commands.tsx'
import { titleOf } from './document-title.ts'
import styles from './frame.module.css'
import { LazyLayers } from './lazy-layers.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { SessionEnded } from './session-ended.tsx'
import { Sidebar } from './sidebar.tsx'
import { StatusBar } from './status-bar.tsx'

/** Without a sign of the person for so long, the console locks itself. */
const lockAfterMs = 15 * 60_000

/** The frame around every screen: landmarks, navigation, status bar, and the layers that any screen may raise. */
export function Frame(props: ParentProps) {
  const location = useLocation()
  const navigate = useNavigate()
  let main: HTMLElement | undefined

  // On a change of route the new heading takes the focus and names the window (ux.md §10.1). The first screen leaves the focus alone.
  createEffect(
    on(
      () => location.pathname,
      () => focusHeading(),
      { defer: true },
    ),
  )
  const focusHeading = (): void => {
    // A tab that has an address of its own keeps the focus: its arrows go on from there.
    if (document.activeElement?.getAttribute('role') === 'tab') return
    main?.scrollTo({ top: 0 })
    // A screen may show its heading twice, once over a skeleton: the focus stays with the heading until the person moves it.
    const waiting = new MutationObserver(() => tryFocus())
    const stop = (): void => {
      waiting.disconnect()
      clearTimeout(timer)
    }
    const timer = setTimeout(stop, 5000)
    const tryFocus = (): void => {
      const here = document.activeElement
      const isFree =
        here === null || here === document.body || here === main || (main?.contains(here) !== true && here.matches('a'))
      const heading = main?.querySelector<HTMLElement>('h1[tabindex]')
      if (heading === null || heading === undefined || heading === here) return
      if (isFree) heading.focus({ preventScroll: true })
      else stop()
    }
    if (main !== undefined) waiting.observe(main, { childList: true, subtree: true })
    queueMicrotask(() => {
      const heading = main?.querySelector<HTMLElement>('h1[tabindex]')
      if (document.querySelector('[role="dialog"][data-state="open"]') === null) heading?.focus({ preventScroll: true })
    })
    onCleanup(stop)
  }

  // The title follows the heading of the screen, whatever it is named after.
  onMount(() => {
    const name = (): void => {
      document.title = locked()
        ? t('session.lockedWindow')
        : titleOf(main?.querySelector('h1')?.textContent ?? null, context()?.workspace.name ?? null)
    }
    const watcher = new MutationObserver(name)
    if (main !== undefined) watcher.observe(main, { childList: true, subtree: true, characterData: true })
    createEffect(on(locked, name))
    onCleanup(() => watcher.disconnect())
  })

  onMount(() => onCleanup(keepFocusInPage()))
  onMount(() => onCleanup(watchIdle(lockAfterMs, () => void lockNow())))

  // Another page or environment: another context.
  createEffect(on([environment, pageId], () => void refreshContext(), { defer: true }))

  const key = createMemo(() => `${environment()} ${pageId() ?? ''}`)
  return (
    <>
      <div class={styles.app} inert={ended() || locked()}>
        <a class={styles.skip} href="#main">
          {t('frame.skip')}
        </a>
        <Sidebar />
        <main
          id="main"
          class={styles.main}
          tabindex="-1"
          ref={(element) => {
            main = element
          }}
        >
          <Show when={environment() === 'test'}>
            <div class={styles.banner} role="note">
              <span>{t('frame.testBanner')}</span>
              <Button small onClick={() => chooseEnvironment('live')}>
                {t('frame.toLive')}
              </Button>
            </div>
          </Show>
          <Show when={isReadOnlyHere()}>
            <div class={styles.banner} role="note">
              <span>{t('frame.connection.readOnlyBanner', ownConnection()?.name ?? '')}</span>
              <Button small onClick={openConnections}>
                {t('frame.connection.manage')}
              </Button>
            </div>
          </Show>
          <ErrorBoundary fallback={(_error, reset) => <BrokenScreen again={reset} />}>
            <Suspense>
              <Show when={key()} keyed>
                {props.children}
              </Show>
            </Suspense>
          </ErrorBoundary>
        </main>
        <StatusBar />
      </div>
      <AppCommands navigate={navigate} />
      <LazyLayers />
      <PasswordDialog />
      <SessionEnded />
      <UndoCommand />
      <Toasts />
      <DiscardDialog
        open={wantedConnection() !== null}
        thing={t('frame.connection.thing')}
        onKeep={stayHere}
        onDiscard={leaveForWanted}
      />
    </>
  )
}

function BrokenScreen(props: { again: () => void }) {
  return (
    <EmptyState
      title={t('frame.errorTitle')}
      words={t('frame.errorBody')}
      actions={
        <>
          <Button onClick={props.again}>{t('common.tryAgain')}</Button>
          <Button variant="primary" onClick={startOver}>
            {t('problems.reload')}
          </Button>
        </>
      }
    />
  )
}
