import { A, useNavigate, useSearchParams } from '@solidjs/router'
import Copy from 'lucide-solid/icons/copy'
import FolderOpen from 'lucide-solid/icons/folder-open'
import Lock from 'lucide-solid/icons/lock'
import Plus from 'lucide-solid/icons/plus'
import Trash from 'lucide-solid/icons/trash'
import { createMemo, Show } from 'solid-js'
import { listRoles, type RoleResource } from '../../../src-server/contract/roles.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { useInvalidate } from '../../api/query.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { type Column, cellStyles, DataTable, rowButton } from '../../ui/data-table.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { PageHeader } from '../../ui/page.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { DeleteRole } from './delete.tsx'
import { summaryOf } from './model.ts'
import { RoleNotes } from './notes.tsx'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

const columns: readonly Column<RoleResource>[] = [
  {
    id: 'name',
    header: t('roles.column.name'),
    heading: true,
    cell: (role) => (
      <>
        <A href={`/roles/${role.key}`} class={cellStyles.name} tabindex="-1">
          {role.name}
        </A>
        <div class={cellStyles.under}>
          <code>{role.key}</code>
          <span>{role.description}</span>
        </div>
      </>
    ),
  },
  {
    id: 'kind',
    header: t('roles.column.kind'),
    width: '150px',
    cell: (role) => (
      <span class={cellStyles.two}>
        <Badge tone={role.built_in ? 'neutral' : 'accent'} icon={role.built_in ? Lock : undefined}>
          {role.built_in ? t('roles.builtIn') : t('roles.custom')}
        </Badge>
        <Show when={!role.assignable}>
          <span class={cellStyles.second}>{t('roles.frozen')}</span>
        </Show>
      </span>
    ),
  },
  {
    id: 'access',
    header: t('roles.column.access'),
    width: '200px',
    cell: (role) => {
      const { view, change } = summaryOf(role.permissions)
      return t('roles.access', view, change)
    },
  },
  {
    id: 'use',
    header: t('roles.column.use'),
    width: '130px',
    cell: (role) => (
      <Show
        when={role.in_use.members + role.in_use.tokens > 0}
        fallback={<span class={cellStyles.second}>{t('roles.unused')}</span>}
      >
        <span class={cellStyles.two}>
          <Show when={role.in_use.members > 0}>
            <span>{t('roles.members', role.in_use.members)}</span>
          </Show>
          <Show when={role.in_use.tokens > 0}>
            <span class={cellStyles.second}>{t('roles.tokens', role.in_use.tokens)}</span>
          </Show>
        </span>
      </Show>
    ),
  },
]

/** Built-in and custom roles, and who uses how many of each. */
export default function RolesScreen() {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<{ delete?: string }>()
  const invalidate = useInvalidate()
  const roles = useWholeList(() => ({ endpoint: listRoles, input: { query: { limit: '200' } } }))
  const deleting = createMemo(() => roles.data()?.find((role) => role.key === params.delete && !role.built_in))
  const create = (): void => navigate('/roles/custom/new')
  const canCreate = (): boolean => whyNotChange() === undefined
  useCommands(() => [
    {
      id: 'roles.create',
      group: 'actions',
      label: t('roles.createEllipsis'),
      keys: 'N',
      enabled: canCreate,
      run: create,
    },
  ])
  const menu = (role: RoleResource): MenuEntry[] => [
    { id: 'open', label: t('roles.menu.open'), icon: FolderOpen, run: () => navigate(`/roles/${role.key}`) },
    {
      id: 'copy',
      label: t('roles.menu.copy'),
      icon: Copy,
      unavailable: whyNotChange(),
      run: () => navigate(`/roles/custom/new?from=${role.key}`),
    },
    {
      id: 'delete',
      label: t('roles.menu.remove'),
      icon: Trash,
      danger: true,
      separated: true,
      unavailable: role.built_in ? t('roles.menu.builtIn') : whyNotChange(),
      run: () => setParams({ delete: role.key }),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('roles.title')}
        subtitle={t('roles.subtitle')}
        actions={
          <Button
            variant="primary"
            icon={Plus}
            keys={canCreate() ? 'N' : undefined}
            disabled={!canCreate()}
            data-tip={whyNotChange()}
            onClick={create}
          >
            {t('roles.create')}
          </Button>
        }
      />
      <RoleNotes />
      <ScreenState result={roles} things={t('roles.things')} skeleton={<SkeletonRows rows={8} />}>
        {(list) => (
          <DataTable
            label={t('roles.table')}
            columns={columns}
            rows={list()}
            rowId={(role) => role.key}
            rowName={(role) => role.name}
            minWidth={760}
            actions={menu}
            onOpen={(role) => navigate(`/roles/${role.key}`)}
          />
        )}
      </ScreenState>
      <DeleteRole
        role={deleting()}
        onClose={() => setParams({ delete: undefined }, { replace: true })}
        onDeleted={() => void invalidate('roles')}
        returnTo={(role) => rowButton(role.key)}
      />
    </>
  )
}
