import ShieldCheck from 'lucide-solid/icons/shield-check'
import { createMemo, For, Show } from 'solid-js'
import type { Permission } from '../../../src-server/contract/permissions.ts'
import type { RoleResource } from '../../../src-server/contract/roles.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog } from '../../ui/dialog.tsx'
import { permissionLabel } from '../../ui/permission-words.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Holders } from './holders.tsx'
import { differenceOf } from './model.ts'
import styles from './roles.module.css'
import { t } from './words.ts'

/** What a change of a role means, for whom, before it counts. */
export function SaveRole(props: {
  open: boolean
  role: RoleResource
  before: readonly Permission[]
  after: readonly Permission[]
  name: string
  busy: boolean
  problem: ApiProblem | null
  onClose: () => void
  onSave: () => void
}) {
  const difference = createMemo(() => differenceOf(props.before, props.after))
  const side = (title: string, permissions: readonly Permission[], look: string | undefined) => (
    <section>
      <h3>{title}</h3>
      <ul>
        <For each={permissions} fallback={<li class={styles.quiet}>{t('roles.save.nothing')}</li>}>
          {(permission) => <li class={look}>{permissionLabel(permission)}</li>}
        </For>
      </ul>
    </section>
  )
  return (
    <AlertDialog
      open={props.open}
      onClose={props.onClose}
      icon={ShieldCheck}
      title={t('roles.save.title', props.name)}
      description={t('roles.save.body', props.role.in_use.members, props.role.in_use.tokens)}
      keep={t('roles.save.keep')}
      onSubmitKeys={props.onSave}
      footer={
        <Button variant="primary" busy={props.busy} onClick={props.onSave}>
          {t('roles.save.confirm')}
        </Button>
      }
    >
      <div class={styles.sides}>
        {side(t('roles.save.gains'), difference().gains, styles.gain)}
        {side(t('roles.save.loses'), difference().loses, styles.lose)}
      </div>
      <Show when={props.role.in_use.members + props.role.in_use.tokens > 0}>
        <Holders role={props.role} />
      </Show>
      <FormProblem problem={props.problem} />
    </AlertDialog>
  )
}
