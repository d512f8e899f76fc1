import { createEffect, createSignal, type JSX, onMount, Show, Suspense } from 'solid-js'
import { whenIdle } from '../platform.ts'

/** Loads a dialog when it is first wanted, and keeps it from then on, so that it can close gently. */
export function LazyDialog(props: { wanted: boolean; children: JSX.Element }) {
  const [once, setOnce] = createSignal(false)
  createEffect(() => {
    if (props.wanted) setOnce(true)
  })
  return (
    <Suspense>
      <Show when={once()}>{props.children}</Show>
    </Suspense>
  )
}

/** Fetches dialogs while the page has nothing else to do: what is typed right after their key then reaches them, and no row behind. */
export function preloadWhenIdle(dialogs: readonly { preload: () => Promise<unknown> }[]): void {
  onMount(() =>
    whenIdle(() => {
      // Where the server is away just then, they are fetched when they are wanted.
      for (const dialog of dialogs) void dialog.preload().catch(() => undefined)
    }),
  )
}
