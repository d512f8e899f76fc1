import { createSignal } from 'solid-js'
import { bridge, storage, watchMedia } from '../platform.ts'

/**
 * System, light or dark; more contrast; density. Kept for this browser; public/assets/theme.js applies it before the first paint,
 * and the desktop is told, so that its native parts and the next window match.
 */

export type ThemeChoice = 'system' | 'light' | 'dark'
export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark']

const themeKey = 'bk.theme'
const contrastKey = 'bk.contrast'
const densityKey = 'bk.density'

function isThemeChoice(word: string | null): word is ThemeChoice {
  return word === 'system' || word === 'light' || word === 'dark'
}

const stored = storage.read(themeKey)
const [theme, setTheme] = createSignal<ThemeChoice>(isThemeChoice(stored) ? stored : 'system')
const [moreContrast, setMoreContrast] = createSignal(storage.read(contrastKey) === 'more')
const [comfortable, setComfortable] = createSignal(storage.read(densityKey) === 'comfortable')
const [systemIsDark, setSystemIsDark] = createSignal(false)

export { comfortable, moreContrast, theme }

function apply(): void {
  const root = document.documentElement
  const dark = theme() === 'system' ? systemIsDark() : theme() === 'dark'
  root.dataset.theme = dark ? 'dark' : 'light'
  if (moreContrast()) root.dataset.contrast = 'more'
  else delete root.dataset.contrast
  if (comfortable()) root.dataset.density = 'comfortable'
  else delete root.dataset.density
}

export function chooseTheme(next: ThemeChoice): void {
  storage.write(themeKey, next === 'system' ? null : next)
  setTheme(next)
  apply()
  void bridge?.setTheme({ theme: next })
}

export function chooseContrast(more: boolean): void {
  storage.write(contrastKey, more ? 'more' : null)
  setMoreContrast(more)
  apply()
}

export function chooseDensity(roomy: boolean): void {
  storage.write(densityKey, roomy ? 'comfortable' : null)
  setComfortable(roomy)
  apply()
}

/** Follows the system and other windows; returns what stops it. */
export function followTheme(): () => void {
  const stopMedia = watchMedia('(prefers-color-scheme: dark)', (dark) => {
    setSystemIsDark(dark)
    apply()
  })
  const stopStorage = storage.onChange((key) => {
    if (key !== themeKey) return
    const next = storage.read(themeKey)
    setTheme(isThemeChoice(next) ? next : 'system')
    apply()
  })
  void bridge?.setTheme({ theme: theme() })
  return () => {
    stopMedia()
    stopStorage()
  }
}
