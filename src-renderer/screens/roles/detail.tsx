import { useNavigate, useParams, useSearchParams } from '@solidjs/router'
import Copy from 'lucide-solid/icons/copy'
import Lock from 'lucide-solid/icons/lock'
import Trash from 'lucide-solid/icons/trash'
import { createEffect, createMemo, on, Show } from 'solid-js'
import type { Permission } from '../../../src-server/contract/permissions.ts'
import { getRole, type RoleResource, updateRole } from '../../../src-server/contract/roles.ts'
import { call } from '../../api/call.ts'
import { useApi, useInvalidate } from '../../api/query.ts'
import { callVersioned } from '../../api/versioned.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { Card, Cards, Column, Facts, PageHeader } from '../../ui/page.tsx'
import { permissionLabel } from '../../ui/permission-words.ts'
import { SaveBar } from '../../ui/save-bar.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { toast } from '../../ui/toasts.tsx'
import { createVersionedForm } from '../../ui/versioned-form.ts'
import { DeleteRole } from './delete.tsx'
import { Holders } from './holders.tsx'
import { RoleMatrix } from './matrix.tsx'
import { rowsOf } from './model.ts'
import { RoleNotes } from './notes.tsx'
import styles from './roles.module.css'
import { SaveRole } from './save.tsx'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

export interface RoleValues {
  name: string
  description: string
  permissions: Permission[]
}

const valuesOf = ({ name, description, permissions }: RoleResource): RoleValues => ({ name, description, permissions })

/** One role: what it may do, who holds it, and for a custom one the matrix to change it. */
export default function RoleScreen() {
  const route = useParams()
  const key = (): string => route.key ?? ''
  const role = useApi(() => ({ endpoint: getRole, input: { params: { key: key() } } }))
  return (
    <ScreenState
      result={role}
      things={t('roles.things')}
      skeleton={
        <>
          <PageHeader title={t('roles.title')} back={{ href: '/roles', label: t('roles.detail.back') }} />
          <SkeletonBlock height={420} />
        </>
      }
    >
      {(found) => <RoleView role={found()} />}
    </ScreenState>
  )
}

function RoleView(props: { role: RoleResource }) {
  const navigate = useNavigate()
  const invalidate = useInvalidate()
  const [params, setParams] = useSearchParams<{ do?: string }>()
  const canEdit = (): boolean => !props.role.built_in && whyNotChange() === undefined
  const close = (): void => setParams({ do: undefined }, { replace: true })
  const edit = createVersionedForm<RoleResource, RoleValues, Partial<RoleValues>>({
    blank: { name: '', description: '', permissions: [] },
    read: () => callVersioned(getRole, { params: { key: props.role.key } }),
    valuesOf,
    body: (changed) => changed,
    schema: updateRole.body,
    send: (body, ifMatch) => call(updateRole, { params: { key: props.role.key }, body, ifMatch }),
    done: (saved) => {
      close()
      toast(t('roles.save.done', saved.name), t('roles.save.doneDetail', saved.in_use.members, saved.in_use.tokens))
      void invalidate('roles', 'tokens', 'members')
    },
  })
  createEffect(
    on(
      () => props.role,
      (role) => {
        if (!edit.form.dirty()) edit.open(role)
      },
    ),
  )
  const form = edit.form
  const changes = createMemo(() => {
    const old = rowsOf(edit.base().permissions)
    const moved = rowsOf(form.values.permissions).filter(
      (row) => old.find((one) => one.area.key === row.area.key)?.level !== row.level,
    ).length
    const words =
      Number(form.values.name !== edit.base().name) + Number(form.values.description !== edit.base().description)
    return moved + words
  })
  return (
    <>
      <PageHeader
        title={props.role.name}
        back={{ href: '/roles', label: t('roles.detail.back') }}
        subtitle={
          <>
            <Badge tone={props.role.built_in ? 'neutral' : 'accent'} icon={props.role.built_in ? Lock : undefined}>
              {props.role.built_in ? t('roles.builtIn') : t('roles.custom')}
            </Badge>
            <span>{props.role.built_in ? t('roles.detail.builtInWords') : props.role.description}</span>
          </>
        }
        actions={
          <>
            <Button
              icon={Copy}
              disabled={whyNotChange() !== undefined}
              data-tip={whyNotChange()}
              onClick={() => navigate(`/roles/custom/new?from=${props.role.key}`)}
            >
              {t('roles.copy')}
            </Button>
            <Show when={canEdit()}>
              <Button icon={Trash} onClick={() => setParams({ do: 'delete' })}>
                {t('roles.menu.remove')}
              </Button>
            </Show>
          </>
        }
      />
      <RoleNotes />
      <div ref={form.element}>
        <Cards>
          <Column wide>
            <Card title={t('roles.matrix.title')}>
              <RoleMatrix
                permissions={canEdit() ? form.values.permissions : props.role.permissions}
                before={canEdit() ? edit.base().permissions : props.role.permissions}
                {...(canEdit()
                  ? { onChange: (permissions: Permission[]) => form.set('permissions', permissions) }
                  : {})}
              />
            </Card>
          </Column>
          <Column>
            <Card title={t('roles.detail.details')}>
              <Show when={canEdit()}>
                <div class={styles.fields}>
                  <TextField label={t('roles.form.name')} maxLength={120} {...form.text('name')} />
                  <TextArea
                    label={t('roles.form.description')}
                    optional
                    maxLength={500}
                    {...form.text('description')}
                  />
                </div>
              </Show>
              <Facts
                of={[
                  { label: t('roles.detail.key'), value: <code>{props.role.key}</code> },
                  props.role.created_at !== null && {
                    label: t('roles.detail.created'),
                    value: <Ago at={props.role.created_at} />,
                  },
                  props.role.updated_at !== null && {
                    label: t('roles.detail.updated'),
                    value: <Ago at={props.role.updated_at} />,
                  },
                ]}
              />
            </Card>
            <Card title={t('roles.detail.holders')}>
              <Holders role={props.role} />
            </Card>
          </Column>
        </Cards>
      </div>
      <SaveBar
        when={canEdit() && form.dirty()}
        words={t('roles.diff.affect', changes(), props.role.in_use.members, props.role.in_use.tokens)}
        save={t('roles.diff.preview')}
        problem={params.do === 'save' ? null : form.problem()}
        onDiscard={() => edit.open(props.role)}
        onSave={() => setParams({ do: 'save' })}
      />
      <SaveRole
        open={params.do === 'save' && form.dirty()}
        role={props.role}
        before={edit.base().permissions}
        after={form.values.permissions}
        name={form.values.name}
        busy={form.sending()}
        problem={form.problem()}
        onClose={close}
        onSave={() => void form.submit()}
      />
      <LeaveGuard when={canEdit() && form.dirty() && !form.sending()} thing={t('roles.form.thing')} />
      <ConflictDialog
        of={edit}
        label={(field) => t(`roles.save.field.${field}`)}
        words={(_key, value) => (typeof value === 'string' ? value : value.map(permissionLabel).join('\n'))}
      />
      <DeleteRole
        role={params.do === 'delete' ? props.role : undefined}
        onClose={close}
        onDeleted={() => {
          navigate('/roles', { replace: true })
          void invalidate('roles')
        }}
      />
    </>
  )
}
