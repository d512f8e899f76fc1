import Keyboard from 'lucide-solid/icons/keyboard'
import { createMemo, For } from 'solid-js'
import { t } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { chooseSingleKeys, commandsWithKeys, singleKeys } from '../ui/commands.ts'
import { Dialog } from '../ui/dialog.tsx'
import { SwitchField } from '../ui/field.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { closeLayer, layer } from './layers.ts'
import styles from './palette.module.css'

/** Every key that does something now: from the commands, and those of lists and dialogs, which are the same everywhere. */
export default function KeyboardHelp() {
  // What can be done, once, with all of its keys.
  const given = createMemo(() => {
    const byLabel = new Map<string, Set<string>>()
    for (const { label, keys } of commandsWithKeys()) {
      if (keys !== undefined) byLabel.set(label, (byLabel.get(label) ?? new Set()).add(keys))
    }
    return [...byLabel].map(([label, keys]) => ({ label, keys: [...keys] }))
  })
  const inLists: readonly { words: string; keys: readonly string[] }[] = [
    { words: t('commands.move'), keys: ['ArrowUp', 'ArrowDown', 'J', 'K'] },
    { words: t('commands.moveFar'), keys: ['Home', 'End'] },
    { words: t('commands.open'), keys: ['Enter'] },
    { words: t('commands.select'), keys: ['Space', 'shift+ArrowDown'] },
    { words: t('commands.closeLayer'), keys: ['Escape'] },
    { words: t('commands.submit'), keys: ['mod+Enter'] },
  ]
  return (
    <Dialog
      open={layer() === 'help'}
      onClose={closeLayer}
      wide
      icon={Keyboard}
      title={t('commands.helpTitle')}
      description={t('commands.helpBody')}
      footer={<Button onClick={closeLayer}>{t('common.close')}</Button>}
    >
      <SwitchField
        label={t('commands.singleKeys')}
        hint={t('commands.singleKeysHint')}
        checked={singleKeys()}
        onChange={chooseSingleKeys}
      />
      <div class={styles.columns}>
        <section>
          <h3>{t('commands.anywhere')}</h3>
          <dl class={styles.keys}>
            <For each={given()}>
              {(command) => (
                <>
                  <dt>{command.label}</dt>
                  <dd>
                    <SpokenKeys keys={command.keys} />
                  </dd>
                </>
              )}
            </For>
          </dl>
        </section>
        <section>
          <h3>{t('commands.inLists')}</h3>
          <dl class={styles.keys}>
            <For each={inLists}>
              {(row) => (
                <>
                  <dt>{row.words}</dt>
                  <dd>
                    <SpokenKeys keys={row.keys} />
                  </dd>
                </>
              )}
            </For>
          </dl>
        </section>
      </div>
    </Dialog>
  )
}

/** Keycaps that are read out, too: here they are the content. */
function SpokenKeys(props: { keys: readonly string[] }) {
  return <For each={props.keys}>{(keys) => <KeyHint keys={keys} spoken />}</For>
}
