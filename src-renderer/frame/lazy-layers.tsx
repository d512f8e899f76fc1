import { lazy, onMount } from 'solid-js'
import { whenIdle } from '../platform.ts'
import { myAccessIsOpen } from '../state/my-access.ts'
import { ended, passwordAsked } from '../state/session.ts'
import { LazyDialog } from '../ui/lazy-dialog.tsx'
import { layer } from './layers.ts'

/**
 * The layers that any screen may raise. None is needed to draw the first screen, so they come when the page has nothing else to do
 * (or at once, when one is wanted earlier); from then on they are there even while the server is not.
 */

const sources = {
  palette: () => import('./palette.tsx'),
  help: () => import('./keyboard-help.tsx'),
  access: () => import('./my-access.tsx'),
  password: () => import('./password-dialog.tsx'),
  ended: () => import('./session-ended.tsx'),
}

const Palette = lazy(sources.palette)
const KeyboardHelp = lazy(sources.help)
const MyAccess = lazy(sources.access)
const PasswordDialog = lazy(sources.password)
const SessionEnded = lazy(sources.ended)

export function LazyLayers() {
  onMount(() => whenIdle(() => Object.values(sources).forEach((load) => void load().catch(() => undefined))))
  return (
    <>
      <LazyDialog wanted={layer() === 'palette'}>
        <Palette />
      </LazyDialog>
      <LazyDialog wanted={layer() === 'help'}>
        <KeyboardHelp />
      </LazyDialog>
      <LazyDialog wanted={myAccessIsOpen()}>
        <MyAccess />
      </LazyDialog>
      <LazyDialog wanted={passwordAsked() !== null}>
        <PasswordDialog />
      </LazyDialog>
      <LazyDialog wanted={ended()}>
        <SessionEnded />
      </LazyDialog>
    </>
  )
}
