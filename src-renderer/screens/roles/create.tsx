import { useNavigate, useSearchParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js'
import { isPermission, type Permission } from '../../../src-server/contract/permissions.ts'
import { createRole, listRoles, type RoleResource } from '../../../src-server/contract/roles.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { call } from '../../api/call.ts'
import { useInvalidate } from '../../api/query.ts'
import { may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { Card, Cards, Column, PageHeader } from '../../ui/page.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select } from '../../ui/select.tsx'
import { toast } from '../../ui/toasts.tsx'
import { RoleMatrix } from './matrix.tsx'
import { keyOf } from './model.ts'
import { RoleNotes } from './notes.tsx'
import styles from './roles.module.css'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

interface NewRole {
  name: string
  key: string
  description: string
  permissions: Permission[]
}

/** A new custom role, from nothing or from another. */
export default function CreateRole() {
  const navigate = useNavigate()
  const invalidate = useInvalidate()
  const [params, setParams] = useSearchParams<{ from?: string }>()
  const roles = useWholeList(() => ({ endpoint: listRoles, input: { query: { limit: '200' } } }))
  const [keyIsOwn, setKeyIsOwn] = createSignal(false)
  const form = createForm({
    initial: { name: '', key: '', description: '', permissions: [] } as NewRole,
    body: (values: NewRole) => values,
    schema: createRole.body,
    send: (body) => call(createRole, { body }),
    done: (role) => {
      void invalidate('roles')
      toast(t('roles.form.created', role.name), t('roles.form.createdDetail'))
      navigate(`/roles/${role.key}`, { replace: true })
    },
  })
  const source = createMemo(() => roles.data()?.find((role) => role.key === params.from))
  // Only what one has oneself can be given on.
  const copied = (role: RoleResource): Permission[] => role.permissions.filter((one) => isPermission(one) && may(one))
  createEffect(
    on(
      () => source()?.key,
      () => {
        const role = source()
        if (role !== undefined) form.set('permissions', copied(role))
      },
    ),
  )
  const rename = (name: string): void => {
    form.set('name', name)
    if (!keyIsOwn()) form.set('key', keyOf(name))
  }
  return (
    <>
      <PageHeader
        title={t('roles.form.createTitle')}
        subtitle={t('roles.form.createWords')}
        back={{ href: '/roles', label: t('roles.detail.back') }}
      />
      <RoleNotes />
      <form
        ref={form.element}
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          void form.submit()
        }}
      >
        <Cards>
          <Column wide>
            <Card title={t('roles.matrix.title')}>
              <RoleMatrix
                permissions={form.values.permissions}
                onChange={(permissions) => form.set('permissions', permissions)}
              />
            </Card>
          </Column>
          <Column>
            <Card title={t('roles.detail.details')}>
              <div class={styles.fields}>
                <TextField
                  label={t('roles.form.name')}
                  placeholder={t('roles.form.namePlaceholder')}
                  maxLength={120}
                  value={form.values.name}
                  onChange={rename}
                  error={form.error('/name')}
                  name="/name"
                />
                <TextField
                  label={t('roles.form.key')}
                  hint={t('roles.form.keyHint')}
                  mono
                  maxLength={40}
                  {...form.text('key')}
                  onChange={(key) => {
                    setKeyIsOwn(key !== '')
                    form.set('key', key)
                  }}
                />
                <TextArea
                  label={t('roles.form.description')}
                  optional
                  placeholder={t('roles.form.descriptionPlaceholder')}
                  maxLength={500}
                  {...form.text('description')}
                />
                <Select
                  label={t('roles.form.startFrom')}
                  value={params.from ?? 'nothing'}
                  onChange={(from) => {
                    setParams({ from: from === 'nothing' ? undefined : from }, { replace: true })
                    if (from === 'nothing') form.set('permissions', [])
                  }}
                  options={[
                    { value: 'nothing', label: t('roles.form.startFromNothing') },
                    ...(roles.data() ?? []).map((role) => ({
                      value: role.key,
                      label: role.name,
                      detail: role.description,
                    })),
                  ]}
                />
                <Show when={whyNotChange()}>{(why) => <p class={styles.quiet}>{why()}</p>}</Show>
                <FormProblem problem={form.problem()} />
                <Button
                  variant="primary"
                  keys="mod+Enter"
                  disabled={whyNotChange() !== undefined}
                  busy={form.sending()}
                  onClick={() => void form.submit()}
                >
                  {t('roles.form.submit')}
                </Button>
              </div>
            </Card>
          </Column>
        </Cards>
      </form>
      <LeaveGuard when={form.dirty() && !form.sending()} thing={t('roles.form.thing')} />
    </>
  )
}
