import Download from 'lucide-solid/icons/download'
import { createEffect, on, Show } from 'solid-js'
import { exportAuditLog } from '../../../src-server/contract/audit.ts'
import { saveExportOf } from '../../api/save-export.ts'
import { wallClock } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { RadioField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import type { LogFilters } from './query-language.ts'
import { t } from './words.ts'

/** The log as a file, whole or as filtered. */
export function ExportDialog(props: { open: boolean; onClose: () => void; filters: LogFilters; filtered: boolean }) {
  const form = createForm({
    initial: { format: 'jsonl' as 'jsonl' | 'csv', what: 'everything' as 'filtered' | 'everything' },
    body: (values) => values,
    send: async ({ format, what }) => {
      const name = `audit-log-${new Date(wallClock()).toISOString().slice(0, 10)}.${format}`
      return saveExportOf(exportAuditLog, { ...(what === 'filtered' ? props.filters : {}), format }, name)
    },
    done: (saved) => {
      props.onClose()
      if (saved !== null) toast(t('audit.export.done', saved), t('audit.export.doneDetail'))
    },
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) form.reset({ format: 'jsonl', what: props.filtered ? 'filtered' : 'everything' })
      },
    ),
  )
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      icon={Download}
      title={t('audit.export.title')}
      description={t('audit.export.words')}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
            {t('audit.export.submit')}
          </Button>
        </>
      }
    >
      <RadioField
        look="cards"
        label={t('audit.export.format')}
        value={form.values.format}
        onChange={(format) => form.set('format', format)}
        choices={[
          { value: 'jsonl', label: t('audit.export.jsonl'), detail: t('audit.export.jsonlDetail') },
          { value: 'csv', label: t('audit.export.csv'), detail: t('audit.export.csvDetail') },
        ]}
      />
      <Show when={props.filtered}>
        <RadioField
          look="segments"
          label={t('audit.export.what')}
          value={form.values.what}
          onChange={(what) => form.set('what', what)}
          choices={[
            { value: 'filtered', label: t('audit.export.filtered') },
            { value: 'everything', label: t('audit.export.everything') },
          ]}
        />
      </Show>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}
