import { type ParentProps, Show } from 'solid-js'
import type { SettingsSection } from '../../../src-server/contract/settings.ts'
import { lockOn } from '../../state/locks.ts'
import { Callout } from '../../ui/callout.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { LockNote } from '../../ui/lock-note.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import type { SectionForm } from './section.ts'
import styles from './settings.module.css'
import { t } from './words.ts'

/** What stands around the fields of every section: why they cannot be changed, saving, leaving, changes that meet. */
export function SectionFrame<Section extends SettingsSection, Values extends object>(
  props: ParentProps<{
    of: SectionForm<Section, Values>
    section: Section
    label: (key: keyof Values & string) => string
  }>,
) {
  const form = () => props.of.form
  return (
    <>
      <div class={styles.notes}>
        <LockNote feature={props.section} />
        <Show when={props.of.fixed() && lockOn(props.section) === null}>
          <Callout tone="neutral">{t('settings.readOnly')}</Callout>
        </Show>
      </div>
      <form
        ref={form().element}
        onSubmit={(event) => {
          event.preventDefault()
          void form().submit()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          void form().submit()
        }}
      >
        <fieldset disabled={props.of.fixed()}>{props.children}</fieldset>
      </form>
      <SaveBar
        when={form().dirty() && !props.of.fixed()}
        busy={form().sending()}
        problem={form().problem()}
        onDiscard={props.of.restart}
        onSave={() => void form().submit()}
      />
      <LeaveGuard when={form().dirty() && !props.of.fixed() && !form().sending()} thing={t('settings.thing')} />
      <ConflictDialog of={props.of} label={props.label} />
    </>
  )
}
