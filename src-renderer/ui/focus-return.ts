/**
 * Where the focus goes when a layer closes or what had it is gone: never nowhere (ux.md §1, rule 2). Whoever works by keyboard would have to
 * begin at the top of the page again.
 *
 * In order: what the layer names itself (the button of its row), what had the focus before it opened, where the layer that it came out of
 * would have led (a secret that follows on a rotation leads back to the rotated row), the heading of the screen, `main`. Each is asked for when
 * it is needed, since a list may have replaced its rows meanwhile, and passed over where it could not take the focus.
 * Held by test/e2e/keyboard.chromium.test.ts.
 */

type Candidate = () => HTMLElement | null | undefined

/** Where each open layer leads, by its box. */
const ways = new WeakMap<Element, readonly Candidate[]>()
const layers = '[role="dialog"], [role="alertdialog"]'

/** Whether an element could take the focus now: it is in the page, seen, no part of a layer that fades, and not switched off. */
function couldTakeFocus(element: HTMLElement): boolean {
  return (
    element.isConnected &&
    element !== document.body &&
    !element.matches(':disabled') &&
    element.closest('[inert], [data-state="closed"]') === null &&
    element.checkVisibility({ visibilityProperty: true })
  )
}

/** The first that could take the focus; at last the heading of the screen, and `main`. */
function firstOf(candidates: readonly Candidate[]): HTMLElement | null {
  for (const candidate of candidates) {
    const element = candidate()
    if (element !== null && element !== undefined && couldTakeFocus(element)) return element
  }
  return document.querySelector<HTMLElement>('main h1[tabindex]') ?? document.querySelector<HTMLElement>('main')
}

/** The way back from one layer. `own` is what it names itself. */
export function wayBack(own?: Candidate): {
  /** Notes what has the focus: to be called when the layer opens. */
  note(): void
  /** Tells layers that open out of this one where it leads. */
  leadsOutOf(box: HTMLElement): void
  target(): HTMLElement | null
} {
  let before: readonly Candidate[] = []
  const candidates = (): readonly Candidate[] => [...(own === undefined ? [] : [own]), ...before]
  return {
    note() {
      const focused = document.activeElement
      if (!(focused instanceof HTMLElement)) return
      const layer = focused.closest(layers)
      before = [() => focused, ...(layer === null ? [] : (ways.get(layer) ?? []))]
    },
    leadsOutOf(box) {
      ways.set(box, candidates())
    },
    target: () => firstOf(candidates()),
  }
}

/** Gives the focus to the target if nothing has it. */
export function focusIfLost(target: () => HTMLElement | null): void {
  const focused = document.activeElement
  if (focused === null || focused === document.body) target()?.focus({ preventScroll: true })
}

/**
 * Watches over the page: when what had the focus is taken out of it (a row that a filter no longer shows, a button whose work is done) and
 * nobody gives the focus on, the heading of the screen gets it. Returns the end of the watch.
 */
export function keepFocusInPage(): () => void {
  let last: Element | null = null
  const note = (event: FocusEvent): void => {
    last = event.target instanceof Element ? event.target : null
  }
  const look = (): void => {
    if (last === null || last.isConnected) return
    last = null
    // A turn later: a layer that closes gives the focus on by itself.
    setTimeout(() => {
      const isOpen = document.querySelector(
        ':is([role="dialog"], [role="alertdialog"], [role="menu"])[data-state="open"]',
      )
      if (isOpen === null) focusIfLost(() => firstOf([]))
    })
  }
  const watcher = new MutationObserver(look)
  document.addEventListener('focusin', note)
  watcher.observe(document.body, { childList: true, subtree: true })
  return () => {
    document.removeEventListener('focusin', note)
    watcher.disconnect()
  }
}
