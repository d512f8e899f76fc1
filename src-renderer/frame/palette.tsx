import Search from 'lucide-solid/icons/search'
import { createEffect, createMemo, createSignal, createUniqueId, For, on, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import { type Command, listedCommands } from '../ui/commands.ts'
import { BarePanel } from '../ui/dialog.tsx'
import { Announce } from '../ui/hidden.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { best } from '../ui/palette-score.ts'
import { closeLayer, layer } from './layers.ts'
import styles from './palette.module.css'
import { foundCommands } from './palette-sources.ts'

/**
 * The command palette: a combobox over commands, screens and what the sources find (tokens by name or prefix). A verb on an object
 * opens its dialog and never acts. Own, since it lists our commands; tested for score, driven by keyboard in test/ui.
 */

const shownAtMost = 12
const groupOrder = ['recent', 'actions', 'go', 'view']

export default function Palette() {
  const id = createUniqueId()
  const [typed, setTyped] = createSignal('')
  const [at, setAt] = createSignal(0)
  const [recent, setRecent] = createSignal<readonly string[]>([])
  let input: HTMLInputElement | undefined
  const isOpen = (): boolean => layer() === 'palette'
  createEffect(
    on(isOpen, (open) => {
      if (open) setTyped('')
    }),
  )
  createEffect(on(typed, () => setAt(0)))
  const found = foundCommands(typed, isOpen)

  const results = createMemo<Command[]>(() => {
    if (!isOpen()) return []
    const all = listedCommands()
    if (typed().trim() !== '')
      return best(typed(), [...all, ...found()], (command) => `${command.label} ${command.detail ?? ''}`, shownAtMost)
    const known = recent()
      .flatMap((one) => all.filter((command) => command.id === one))
      .map((command) => ({ ...command, group: 'recent' as const }))
    const rest = all.filter((command) => !recent().includes(command.id))
    return [...known, ...rest.sort((a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group))].slice(
      0,
      shownAtMost,
    )
  })
  const run = (command: Command | undefined): void => {
    if (command === undefined || command.unavailable?.() !== undefined) return
    setRecent((before) => [command.id, ...before.filter((one) => one !== command.id)].slice(0, 4))
    closeLayer()
    // After the panel has given the focus back, so that a dialog opened now returns there.
    setTimeout(() => command.run(), 0)
  }
  const move = (step: number): void => {
    const count = results().length
    if (count > 0) setAt((at() + step + count) % count)
    queueMicrotask(() => document.getElementById(`${id}-${at()}`)?.scrollIntoView({ block: 'nearest' }))
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter') run(results()[at()])
    else return
    event.preventDefault()
  }
  const groupWord = (group: Command['group']): string =>
    ({
      actions: t('commands.groupActions'),
      go: t('commands.groupGo'),
      view: t('commands.groupView'),
      recent: t('commands.groupRecent'),
    })[group]

  return (
    <BarePanel open={isOpen()} onClose={closeLayer} label={t('commands.paletteLabel')} initialFocus={() => input}>
      <div class={styles.box}>
        <div class={styles.input}>
          <Search size={16} aria-hidden="true" />
          <input
            ref={(element) => {
              input = element
            }}
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={results().length > 0 ? `${id}-${at()}` : undefined}
            aria-autocomplete="list"
            aria-label={t('commands.placeholder')}
            placeholder={t('commands.placeholder')}
            autocomplete="off"
            spellcheck={false}
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={onKey}
          />
        </div>
        <div class={styles.list} role="listbox" id={`${id}-list`} aria-label={t('commands.results')}>
          <For each={results()}>
            {(command, index) => (
              <div
                role="option"
                id={`${id}-${index()}`}
                class={styles.option}
                aria-selected={at() === index() ? 'true' : 'false'}
                aria-disabled={command.unavailable?.() === undefined ? undefined : 'true'}
                onMouseMove={() => setAt(index())}
                onClick={() => run(command)}
              >
                <span class={styles.group}>{groupWord(command.group)}</span>
                <span class={styles.label}>{command.label}</span>
                <span class={styles.detail}>{command.unavailable?.() ?? command.detail}</span>
                <Show when={command.keys}>{(keys) => <KeyHint keys={keys()} />}</Show>
              </div>
            )}
          </For>
        </div>
        <Show when={results().length === 0}>
          <p class={styles.nothing}>{t('commands.nothing', typed())}</p>
        </Show>
        <Announce>{t('commands.count', results().length)}</Announce>
      </div>
    </BarePanel>
  )
}
