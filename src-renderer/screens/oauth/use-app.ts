import { type Accessor, createMemo } from 'solid-js'
import { getOAuthApp, type OAuthAppResource } from '../../../src-server/contract/oauth-apps.ts'
import { useApi } from '../../api/query.ts'

/** The app that a dialog is about: at once from the list where it is loaded, and asked for anew: who depends on it now matters. */
export function useApp(
  id: Accessor<string | undefined>,
  loaded: Accessor<readonly OAuthAppResource[]>,
): Accessor<OAuthAppResource | undefined> {
  const asked = useApi(() => ({
    endpoint: getOAuthApp,
    input: { params: { id: id() ?? '' } },
    enabled: (id() ?? '').startsWith('app_'),
    anew: true,
  }))
  return createMemo(() => {
    if (id() === undefined) return undefined
    const answered = asked.data()
    return answered?.id === id() ? answered : loaded().find((app) => app.id === id())
  })
}
