import { useNavigate, useSearchParams } from '@solidjs/router'
import Unplug from 'lucide-solid/icons/unplug'
import { createMemo } from 'solid-js'
import { listOAuthGrants, type OAuthGrantResource } from '../../../src-server/contract/oauth-apps.ts'
import { useApiList } from '../../api/query.ts'
import { awayReason } from '../../state/connection.ts'
import { DataTable, rowButton } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import type { AppActions } from './actions.ts'
import { runRowKey } from './app-menu.ts'
import { connectedColumns } from './columns.tsx'
import { DisconnectDialog } from './disconnect.tsx'
import { type AppsParams, wordOf } from './model.ts'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

/** Who allowed which app what, over all apps; each can be disconnected. */
export function ConnectedApps(props: { actions: AppActions }) {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<AppsParams>()
  const grants = useApiList(() => ({ endpoint: listOAuthGrants, every: 60_000 }))
  const ending = createMemo(() => grants.data()?.find((grant) => grant.id === wordOf(params.disconnect)))
  const menu = (grant: OAuthGrantResource): MenuEntry[] => [
    { id: 'open', label: t('oauth.menu.openApp'), keys: 'Enter', run: () => navigate(`/oauth/${grant.app.id}`) },
    {
      id: 'disconnect',
      label: t('oauth.menu.disconnect'),
      icon: Unplug,
      keys: 'Delete',
      danger: true,
      separated: true,
      unavailable: whyNotChange() ?? awayReason(),
      run: () => setParams({ disconnect: grant.id }),
    },
  ]
  return (
    <>
      <ScreenState
        result={grants}
        things={t('oauth.grantThings')}
        skeleton={<SkeletonRows rows={5} />}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState title={t('oauth.emptyGrants.title')} words={t('oauth.emptyGrants.words')} />}
      >
        {(list) => (
          <DataTable
            label={t('oauth.grantTable')}
            columns={connectedColumns}
            rows={list()}
            rowId={(grant) => grant.id}
            rowName={(grant) => `${grant.app.name}, ${grant.user.name}`}
            minWidth={860}
            actions={menu}
            onOpen={(grant) => navigate(`/oauth/${grant.app.id}`)}
            onRowKey={(event, grant) => runRowKey(event, menu(grant))}
            hasMore={grants.hasMore()}
            loadingMore={grants.loadingMore()}
            onMore={grants.more}
          />
        )}
      </ScreenState>
      <DisconnectDialog
        grant={ending()}
        onClose={() => setParams({ disconnect: undefined }, { replace: true })}
        actions={props.actions}
        returnTo={(grant) => rowButton(grant.id)}
      />
    </>
  )
}
