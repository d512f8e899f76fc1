import { createEffect, createSignal, type JSX, Show, Suspense } from 'solid-js'

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
