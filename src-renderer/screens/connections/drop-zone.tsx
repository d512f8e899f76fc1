import Upload from 'lucide-solid/icons/upload'
import { createSignal } from 'solid-js'
import { answerOf, bridge } from '../../platform.ts'
import { toast } from '../../ui/toasts.tsx'
import styles from './connections.module.css'
import { t } from './words.ts'

/** Takes in what another computer exported: a text, or, for `null`, a file that main asks for. */
export async function importText(content: string | null): Promise<void> {
  const answer = await answerOf(bridge?.importConnections({ text: content }))
  if (answer?.outcome === 'imported')
    toast(
      t('connections.drop.imported', answer.count),
      answer.known === 0 ? undefined : t('connections.drop.known', answer.known),
    )
  else if (answer === null || answer.outcome === 'unreadable') toast(t('connections.drop.unreadable'))
}

/** Where a file of connections can be dropped; a press does the same through the system's dialog. */
export function DropZone() {
  const [over, setOver] = createSignal(false)
  return (
    <button
      type="button"
      class={styles.drop}
      data-over={over() ? 'true' : undefined}
      onClick={() => void importText(null)}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer?.files[0]
        if (file !== undefined) void file.text().then((content) => importText(content))
      }}
    >
      <Upload size={18} aria-hidden="true" />
      <b>{t('connections.drop.title')}</b>
      <span>{t('connections.drop.body')}</span>
    </button>
  )
}
