import { lazy } from 'solid-js'
import { myAccessIsOpen } from '../state/my-access.ts'
import { LazyDialog, preloadWhenIdle } from '../ui/lazy-dialog.tsx'
import { layer } from './layers.ts'

/**
 * The layers that any screen may raise and none needs at first: they come when the page has nothing else to do, or at once when one is
 * wanted earlier. The two that ask for a password are not among them: they must be there whatever the server does.
 */

const Palette = lazy(() => import('./palette.tsx'))
const KeyboardHelp = lazy(() => import('./keyboard-help.tsx'))
const MyAccess = lazy(() => import('./my-access.tsx'))

export function LazyLayers() {
  preloadWhenIdle([Palette, KeyboardHelp, MyAccess])
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
    </>
  )
}
