import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'

const pauseMs = 150

/** The text of a filter field: at once on the screen, and handed on (to the address bar, to the server) when typing pauses. */
export function createTyped(
  kept: Accessor<string>,
  keep: (text: string) => void,
): readonly [Accessor<string>, (text: string) => void] {
  const [typed, setTyped] = createSignal(kept())
  createEffect(on(kept, (text) => setTyped(text), { defer: true }))
  createEffect(
    on(
      typed,
      (text) => {
        if (text === kept()) return
        const timer = setTimeout(() => keep(text), pauseMs)
        onCleanup(() => clearTimeout(timer))
      },
      { defer: true },
    ),
  )
  return [typed, setTyped]
}
