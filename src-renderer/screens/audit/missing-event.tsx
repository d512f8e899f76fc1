import X from 'lucide-solid/icons/x'
import { createMemo, Show } from 'solid-js'
import { type AuditRow, listAuditLog } from '../../../src-server/contract/audit.ts'
import { useApi } from '../../api/query.ts'
import { IconButton } from '../../ui/button.tsx'
import styles from './audit.module.css'
import { Inspector } from './inspector.tsx'
import { t } from './words.ts'

/** An event that a link names and the list does not hold: asked for by its number. */
export function MissingEvent(props: {
  seq: number
  onClose: () => void
  onActor: (row: AuditRow) => void
  onApp: (row: AuditRow) => void
  onAround: (row: AuditRow) => void
}) {
  const isNumber = (): boolean => Number.isSafeInteger(props.seq) && props.seq > 0
  const found = useApi(() => ({
    endpoint: listAuditLog,
    input: { query: { seq: String(props.seq), limit: '1' } },
    enabled: isNumber(),
  }))
  const row = createMemo(() => found.data()?.data.find((one) => one.seq === props.seq))
  return (
    <Show
      when={row()}
      fallback={
        <aside class={styles.inspector} aria-label={t('audit.inspector.label')} data-pane>
          <div class={styles.inspectorHead}>
            <h2>#{props.seq}</h2>
            <IconButton icon={X} size={15} label={t('audit.inspector.close')} onClick={props.onClose} />
          </div>
          <p role="status">
            {found.loading() || found.updating()
              ? t('audit.inspector.loading', props.seq)
              : t('audit.inspector.missing', props.seq)}
          </p>
        </aside>
      }
    >
      {(one) => (
        <Inspector
          row={one()}
          onClose={props.onClose}
          onActor={props.onActor}
          onApp={props.onApp}
          onAround={props.onAround}
        />
      )}
    </Show>
  )
}
