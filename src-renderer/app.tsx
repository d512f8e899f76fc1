import { Navigate, Route, Router, useLocation, useNavigate } from '@solidjs/router'
import { QueryClientProvider } from '@tanstack/solid-query'
import { createEffect, For, lazy, Match, onCleanup, onMount, type ParentProps, Suspense, Switch } from 'solid-js'
import { createQueryClient, pauseAsking } from './api/query.ts'
import { Away } from './frame/away.tsx'
import { GlobalCommands } from './frame/connection-commands.tsx'
import { Frame } from './frame/frame.tsx'
import { LockScreen } from './frame/lock-screen.tsx'
import { NotFound } from './frame/not-found.tsx'
import { SignIn } from './frame/sign-in.tsx'
import { basePath, isDesktop } from './platform.ts'
import { screens } from './screens.ts'
import { runClock } from './state/clock.ts'
import { followOtherTabs, locked } from './state/lock.ts'
import { connectionsPath, leadToConnections } from './state/open-connections.ts'
import { connectSession, phase, refreshContext } from './state/session.ts'
import { Entry } from './ui/entry.tsx'
import { clearToasts } from './ui/toasts.tsx'
import { TooltipLayer } from './ui/tooltip.tsx'

const Setup = lazy(() => import('./screens/setup/screen.tsx'))
const ConnectionsOutside = lazy(() => import('./screens/connections/outside.tsx'))
const Invite = lazy(() => import('./screens/invite/screen.tsx'))
const Reset = lazy(() => import('./screens/reset/screen.tsx'))

/** The whole console: who is here decides between set-up, sign-in and the frame; the router decides what is in the frame. */
export function App() {
  const client = createQueryClient()
  // Signing out forgets what was loaded: the next person starts with nothing.
  createEffect(() => {
    if (phase() !== 'signed_out') return
    client.clear()
    clearToasts()
  })
  // A locked console asks nothing by itself, and asks anew for what is on screen once it is open.
  createEffect(() => pauseAsking(locked()))
  onMount(() => {
    connectSession()
    onCleanup(runClock())
    onCleanup(followOtherTabs(() => void refreshContext()))
    void refreshContext()
  })
  return (
    <QueryClientProvider client={client}>
      <Router base={basePath} root={Door} explicitLinks>
        <Route path="/" component={() => <Navigate href={screens[0]?.path ?? '/'} />} />
        <Route path="/setup" component={() => <Navigate href="/" />} />
        <For each={screens}>
          {(screen) => <Route path={[screen.path, ...(screen.alsoAt ?? [])]} component={screen.component} />}
        </For>
        <Route path="*" component={NotFound} />
      </Router>
    </QueryClientProvider>
  )
}

/** Where the links of mails lead, whoever is signed in here. */
const invitePath = `${basePath}/invite`
const resetPath = `${basePath}/reset`

function Door(props: ParentProps) {
  const location = useLocation()
  const navigate = useNavigate()
  leadToConnections(() => navigate(connectionsPath))
  const isOutside = (): boolean =>
    isDesktop && location.pathname === `${basePath}${connectionsPath}` && !['starting', 'signed_in'].includes(phase())
  return (
    <>
      <GlobalCommands />
      <Switch>
        <Match when={location.pathname === invitePath}>
          <Suspense fallback={<Entry />}>
            <Invite />
          </Suspense>
        </Match>
        <Match when={location.pathname === resetPath}>
          <Suspense fallback={<Entry />}>
            <Reset />
          </Suspense>
        </Match>
        <Match when={isOutside()}>
          <Suspense fallback={<Entry />}>
            <ConnectionsOutside />
          </Suspense>
        </Match>
        <Match when={phase() === 'starting'}>{null}</Match>
        <Match when={phase() === 'away'}>
          <Away />
        </Match>
        <Match when={phase() === 'setup'}>
          <Suspense fallback={<Entry />}>
            <Setup />
          </Suspense>
        </Match>
        <Match when={phase() === 'signed_out'}>
          <SignIn />
        </Match>
        <Match when={phase() === 'locked'}>
          <Entry />
        </Match>
        <Match when={phase() === 'signed_in'}>
          <Frame>{props.children}</Frame>
        </Match>
      </Switch>
      <LockScreen />
      <TooltipLayer />
    </>
  )
}
