import { useNavigate } from '@solidjs/router'
import Circle from 'lucide-solid/icons/circle'
import CircleCheck from 'lucide-solid/icons/circle-check'
import { createMemo, createSignal, For, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { listAuditLog } from '../../../src-server/contract/audit.ts'
import { listComponents } from '../../../src-server/contract/components.ts'
import { listInvites, listMembers } from '../../../src-server/contract/members.ts'
import { tokenStats } from '../../../src-server/contract/tokens.ts'
import { getTwoFactor } from '../../../src-server/contract/two-factor.ts'
import { useApi } from '../../api/query.ts'
import { storage } from '../../platform.ts'
import { chooseEnvironment, environment } from '../../state/choices.ts'
import { context, may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Hidden } from '../../ui/hidden.tsx'
import styles from './overview.module.css'
import { t } from './words.ts'

/**
 * First steps in a new workspace. Whether one is done is asked of the server where the server knows; a backup is made on the command
 * line, so its tick is this browser's memory. Goes away when all are done or someone dismisses it.
 */

const backupCommand = 'npm run --silent beatkeeper -- backup beatkeeper-backup.db'

interface Step {
  id: 'components' | 'token' | 'invite' | 'incident' | 'verify' | 'twoFactor' | 'backup'
  done: boolean
  /** Nobody knows yet. */
  waiting: boolean
  go?: () => void
}

function memory(name: string): { is: () => boolean; set: () => void } {
  const key = `bk.first.${name}.${context()?.workspace.id ?? ''}`
  const [is, set] = createSignal(storage.read(key) === 'yes')
  return {
    is,
    set: () => {
      storage.write(key, 'yes')
      set(true)
    },
  }
}

export function Checklist() {
  const navigate = useNavigate()
  const dismissed = memory('dismissed')
  const backedUp = memory('backup')
  const isOpen = (): boolean => !dismissed.is() && environment() === 'live'
  const invites = (): boolean => may('teams:write') && context()?.every_page === true
  const components = useApi(() => ({
    endpoint: listComponents,
    input: { query: { limit: '1' } },
    enabled: isOpen() && may('components:write'),
  }))
  const tokens = useApi(() => ({ endpoint: tokenStats, enabled: isOpen() && may('tokens:write') }))
  const people = useApi(() => ({
    endpoint: listMembers,
    input: { query: { limit: '2' } },
    enabled: isOpen() && invites(),
  }))
  const invited = useApi(() => ({
    endpoint: listInvites,
    input: { query: { limit: '1' } },
    enabled: isOpen() && invites(),
  }))
  const tried = useApi(() => ({
    endpoint: listAuditLog,
    input: { query: { action: 'incident.create', limit: '1' } },
    enabled: isOpen() && may('incidents:write') && may('audit:read'),
  }))
  const verified = useApi(() => ({
    endpoint: listAuditLog,
    input: { query: { action: 'audit.verify', limit: '1' } },
    enabled: isOpen() && may('audit:read'),
  }))
  // Whoever hands out access is worth a second factor.
  const twoFactor = useApi(() => ({ endpoint: getTwoFactor, enabled: isOpen() && may('tokens:write') }))
  const some = (data: { data: readonly unknown[] } | undefined, least = 1): boolean => (data?.data.length ?? 0) >= least
  const steps = createMemo<Step[]>(() => [
    ...(may('components:write')
      ? [
          {
            id: 'components' as const,
            done: some(components.data()),
            waiting: components.data() === undefined,
            go: () => navigate('/components?new=component'),
          },
        ]
      : []),
    ...(may('tokens:write')
      ? [
          {
            id: 'token' as const,
            done: (tokens.data()?.total ?? 0) > 0,
            waiting: tokens.data() === undefined,
            go: () => navigate('/tokens?new=1'),
          },
        ]
      : []),
    ...(invites()
      ? [
          {
            id: 'invite' as const,
            done: some(people.data(), 2) || some(invited.data()),
            waiting: people.data() === undefined || invited.data() === undefined,
            go: () => navigate('/members?new=1'),
          },
        ]
      : []),
    ...(may('incidents:write') && may('audit:read')
      ? [
          {
            id: 'incident' as const,
            done: some(tried.data()),
            waiting: tried.data() === undefined,
            go: () => {
              chooseEnvironment('test')
              navigate('/incidents?new=1')
            },
          },
        ]
      : []),
    ...(may('audit:read')
      ? [
          {
            id: 'verify' as const,
            done: some(verified.data()),
            waiting: verified.data() === undefined,
            go: () => navigate('/audit?verify=1'),
          },
        ]
      : []),
    ...(may('tokens:write')
      ? [
          {
            id: 'twoFactor' as const,
            done: twoFactor.data()?.enabled === true,
            waiting: twoFactor.data() === undefined,
            go: () => navigate('/account?do=two-factor'),
          },
        ]
      : []),
    ...(may('settings:write') ? [{ id: 'backup' as const, done: backedUp.is(), waiting: false }] : []),
  ])
  const doneCount = (): number => steps().filter((step) => step.done).length
  const isShown = (): boolean =>
    isOpen() && steps().length > 0 && !steps().some((step) => step.waiting) && doneCount() < steps().length
  return (
    <Show when={isShown()}>
      <section class={styles.checklist} aria-label={t('overview.checklist.title')}>
        <div class={styles.checklistHead}>
          <h2>{t('overview.checklist.title')}</h2>
          <span class={styles.quiet}>{t('overview.checklist.words', doneCount(), steps().length)}</span>
          <span class={styles.grow} />
          <Button small variant="quiet" onClick={dismissed.set}>
            {t('overview.checklist.dismiss')}
          </Button>
        </div>
        <ul class={styles.steps}>
          <For each={steps()}>
            {(step) => (
              <li
                class={styles.step}
                data-done={step.done ? 'true' : 'false'}
                data-wide={step.id === 'backup' && !step.done ? 'true' : undefined}
              >
                <Dynamic component={step.done ? CircleCheck : Circle} size={18} aria-hidden="true" />
                <span>
                  <b>{t(`overview.checklist.${step.id}`)}</b>
                  <Show when={!step.done} fallback={<Hidden>, {t('overview.checklist.done')}</Hidden>}>
                    <br />
                    <span class={styles.quiet}>{t(`overview.checklist.${step.id}Words`)}</span>
                  </Show>
                </span>
                <Show when={!step.done}>
                  <span class={styles.tools}>
                    <Show when={step.id === 'backup'}>
                      <CopyButton small text={backupCommand} label={t('overview.checklist.copyCommand')} />
                      <Button small variant="quiet" onClick={backedUp.set}>
                        {t('overview.checklist.markDone')}
                      </Button>
                    </Show>
                    <Show when={step.id === 'backup' ? undefined : step.id}>
                      {(id) => (
                        <Button
                          small
                          aria-label={`${t(`overview.checklist.go.${id()}`)} ${t(`overview.checklist.${id()}`)}`}
                          onClick={() => step.go?.()}
                        >
                          {t(`overview.checklist.go.${id()}`)}
                        </Button>
                      )}
                    </Show>
                  </span>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  )
}
