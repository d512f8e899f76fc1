import { createEffect, createSignal, on, onCleanup } from 'solid-js'

const typingPauseMs = 200

/** What is typed into a filter: it counts after a short pause, so that a list is not asked for each letter. */
export function typedSearch(begin: string, search: (text: string | undefined) => void) {
  const [typed, setTyped] = createSignal(begin)
  createEffect(
    on(
      typed,
      (text) => {
        const timer = setTimeout(() => search(text === '' ? undefined : text), typingPauseMs)
        onCleanup(() => clearTimeout(timer))
      },
      { defer: true },
    ),
  )
  return { typed, setTyped }
}
