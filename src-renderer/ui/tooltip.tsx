import { createSignal, onCleanup, onMount, Show } from 'solid-js'
import { Portal } from 'solid-js/web'
import { KeyHint } from './key-hint.tsx'
import styles from './tooltip.module.css'

/**
 * The one tooltip of the page (200 of them cost a fifth of a second to mount). Whatever carries `data-tip` (or, beside a rail of icons, `data-tip-rail`) shows it on hover and on
 * keyboard focus; Escape, a press or leaving hides it. It repeats the accessible name or adds a hint for the eye, so it is hidden
 * from assistive technology: an icon button says its name itself.
 */

interface Tip {
  text: string
  keys: string | undefined
  anchor: DOMRect
}

const hoverDelayMs = 400

export function TooltipLayer() {
  const [tip, setTip] = createSignal<Tip | null>(null)
  const [place, setPlace] = createSignal({ left: 0, top: 0 })
  let timer: ReturnType<typeof setTimeout> | undefined

  const hide = (): void => {
    clearTimeout(timer)
    setTip(null)
  }
  const show = (element: HTMLElement): void => {
    const isRail = document.documentElement.clientWidth < 820
    const text = element.dataset.tip ?? (isRail ? element.dataset.tipRail : undefined)
    if (text === undefined || text === '' || element.getAttribute('aria-expanded') === 'true') return
    setTip({ text, keys: element.dataset.tipKeys, anchor: element.getBoundingClientRect() })
  }
  const owner = (event: Event): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip], [data-tip-rail]') : null

  onMount(() => {
    const over = (event: Event): void => {
      const element = owner(event)
      clearTimeout(timer)
      if (element === null) setTip(null)
      else timer = setTimeout(() => show(element), hoverDelayMs)
    }
    const focus = (event: Event): void => {
      const element = owner(event)
      if (element?.matches(':focus-visible') === true) show(element)
      else hide()
    }
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide()
    }
    document.addEventListener('pointerover', over)
    document.addEventListener('focusin', focus)
    document.addEventListener('focusout', hide)
    document.addEventListener('pointerdown', hide)
    document.addEventListener('keydown', key, true)
    document.addEventListener('scroll', hide, true)
    onCleanup(() => {
      hide()
      document.removeEventListener('pointerover', over)
      document.removeEventListener('focusin', focus)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('pointerdown', hide)
      document.removeEventListener('keydown', key, true)
      document.removeEventListener('scroll', hide, true)
    })
  })

  const settle = (box: HTMLElement, anchor: DOMRect): void => {
    queueMicrotask(() => {
      const { width, height } = box.getBoundingClientRect()
      const room = document.documentElement.getBoundingClientRect()
      const besideRail = anchor.left < 60 && anchor.width < 60
      const left = besideRail ? anchor.right + 6 : anchor.left + anchor.width / 2 - width / 2
      const below = anchor.bottom + 6
      const top = besideRail
        ? anchor.top + anchor.height / 2 - height / 2
        : below + height > room.height - 4
          ? anchor.top - height - 6
          : below
      setPlace({
        left: Math.round(Math.max(4, Math.min(left, room.width - width - 4))),
        top: Math.round(Math.max(4, top)),
      })
    })
  }

  return (
    <Show when={tip()}>
      {(shown) => (
        <Portal>
          <div
            class={styles.tip}
            aria-hidden="true"
            style={{ left: `${place().left}px`, top: `${place().top}px` }}
            ref={(box) => settle(box, shown().anchor)}
          >
            {shown().text}
            <Show when={shown().keys}>{(keys) => <KeyHint keys={keys()} />}</Show>
          </div>
        </Portal>
      )}
    </Show>
  )
}
