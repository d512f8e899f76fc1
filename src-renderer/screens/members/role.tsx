import { A } from '@solidjs/router'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js'
import { getMember, type MemberResource, updateMember } from '../../../src-server/contract/members.ts'
import type { RoleOption } from '../../api/roles.ts'
import { callVersioned, type Versioned } from '../../api/versioned.ts'
import { hasScreen } from '../../screen-ids.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import styles from './members.module.css'
import { everyPage, membershipChanges, type RolesByPage, rolesByPage } from './model.ts'
import { RoleField } from './role-field.tsx'
import { t } from './words.ts'

export interface MemberDialogProps {
  member: MemberResource | undefined
  onClose: () => void
  onChanged: () => void
  returnTo?: (member: MemberResource) => HTMLElement | null
}

/** The role of someone on every page and on each. Each difference is a call of its own, guarded by the version before it. */
export function RoleDialog(props: MemberDialogProps & { roles: readonly RoleOption[] }) {
  const member = useLast(() => props.member)
  const [read, setRead] = createSignal<Versioned<MemberResource> | null>(null)
  const before = createMemo<RolesByPage>(() => rolesByPage((read()?.data ?? member())?.memberships ?? []))
  const readAgain = async (id: string): Promise<void> => {
    const answer = await callVersioned(getMember, { params: { id } }).catch(() => null)
    // Without an answer the list's word stands, and the server judges without a version.
    if (answer !== null && props.member?.id === id) setRead(answer)
  }
  const form = createForm({
    initial: { roles: {} as Record<string, string> },
    body: (values) => membershipChanges(before(), values.roles),
    send: async (changes) => {
      const target = member()
      if (target === undefined) throw new Error('There is no member to change.')
      const params = { id: target.id }
      let ifMatch = read()?.version
      for (const body of changes) ifMatch = (await callVersioned(updateMember, { params, body, ifMatch })).version
      return target
    },
    done: (target) => {
      props.onClose()
      props.onChanged()
      toast(t('members.role.done', target.name), t('members.role.doneDetail'))
    },
  })
  onOpening(
    () => props.member?.id,
    (id) => {
      setRead(null)
      form.reset({ roles: { ...before() } })
      void readAgain(id).then(() => {
        if (!form.dirty()) form.reset({ roles: { ...before() } })
      })
    },
  )
  // A refused step may have followed others that were taken, or someone was faster: both are read again, what is chosen stays.
  createEffect(
    on(form.problem, (problem) => {
      const id = props.member?.id
      if (problem === null || id === undefined) return
      void readAgain(id)
      props.onChanged()
    }),
  )
  const pages = () => context()?.pages ?? []
  const roleName = (key: string): string => props.roles.find((role) => role.key === key)?.name ?? key
  const set = (page: string, role: string): void => form.set('roles', { ...form.values.roles, [page]: role })
  const everywhere = (): string => form.values.roles[everyPage] ?? ''
  const nothingLeft = (): boolean => Object.values(form.values.roles).every((role) => role === '')
  const unchanged = (): boolean => membershipChanges(before(), form.values.roles).length === 0
  return (
    <Dialog
      open={props.member !== undefined}
      onClose={props.onClose}
      icon={ShieldCheck}
      title={t('members.role.title', member()?.name ?? '')}
      description={t('members.role.body')}
      onSubmitKeys={() => unchanged() || void form.submit()}
      returnTo={() => {
        const target = member()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            keys="mod+Enter"
            busy={form.sending()}
            unavailable={unchanged() ? t('members.role.unchanged') : undefined}
            onClick={() => void form.submit()}
          >
            {t('members.role.submit')}
          </Button>
        </>
      }
    >
      <div class={styles.places} ref={form.element}>
        <div class={styles.place}>
          <span class={styles.placeName}>{t('members.role.everyPage')}</span>
          <RoleField
            label={t('members.role.everyPage')}
            labelHidden
            roles={props.roles}
            value={everywhere()}
            onChange={(role) => set(everyPage, role)}
            noneWords={t('members.role.none')}
            autofocus
          />
        </div>
        <For each={pages()}>
          {(page) => (
            <div class={styles.place}>
              <span class={styles.placeName}>{page.name}</span>
              <RoleField
                label={page.name}
                labelHidden
                roles={props.roles}
                value={form.values.roles[page.id] ?? ''}
                onChange={(role) => set(page.id, role)}
                noneWords={
                  everywhere() === '' ? t('members.role.none') : t('members.role.sameAs', roleName(everywhere()))
                }
              />
            </div>
          )}
        </For>
      </div>
      <Show when={member()?.id === context()?.user?.id && !unchanged()}>
        <Callout tone="warn">{t('members.role.self')}</Callout>
      </Show>
      <Show when={nothingLeft()}>
        <Callout tone="warn">{t('members.role.nothing')}</Callout>
      </Show>
      <Show when={hasScreen('roles')}>
        <p>
          <A href="/roles">{t('members.role.moreAbout')}</A>
        </p>
      </Show>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}
