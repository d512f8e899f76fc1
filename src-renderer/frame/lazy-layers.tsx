import { lazy } from 'solid-js'
import { myAccessIsOpen } from '../state/my-access.ts'
import { ended, passwordAsked } from '../state/session.ts'
import { LazyDialog, preloadWhenIdle } from '../ui/lazy-dialog.tsx'
import { layer } from './layers.ts'

/**
 * The layers that any screen may raise. None is needed to draw the first screen, so they come when the page has nothing else to do
 * (or at once, when one is wanted earlier); from then on they are there even while the server is not.
 */

const Palette = lazy(() => import('./palette.tsx'))
const KeyboardHelp = lazy(() => import('./keyboard-help.tsx'))
const MyAccess = lazy(() => import('./my-access.tsx'))
const PasswordDialog = lazy(() => import('./password-dialog.tsx'))
const SessionEnded = lazy(() => import('./session-ended.tsx'))

export function LazyLayers() {
  preloadWhenIdle([Palette, PasswordDialog, SessionEnded, KeyboardHelp, MyAccess])
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
