import { useNavigate } from '@solidjs/router'
import { type Accessor, createSignal } from 'solid-js'
import { disableToken, enableToken, exportTokens, type Token } from '../../../src-server/contract/tokens.ts'
import { call, callRaw } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useInvalidate } from '../../api/query.ts'
import { answerOf, bridge, clipboard, saveFile } from '../../platform.ts'
import { hasScreen } from '../../screen-ids.ts'
import { environment, pageId } from '../../state/choices.ts'
import { may } from '../../state/session.ts'
import { workspaceOrigin } from '../../state/workspace-address.ts'
import { toast } from '../../ui/toasts.tsx'
import { curlOf } from './model.ts'
import { t } from './words.ts'

/** What can be done with a token without a dialog, and where its rows of the log are. Refusals land in `refusal`. */
export interface TokenActions {
  refusal: Accessor<ApiProblem | null>
  clearRefusal: () => void
  /** Everything that an action on tokens may have changed. */
  changed: () => Promise<void>
  disable: (token: Token) => Promise<void>
  enable: (token: Token) => Promise<void>
  copyCurl: () => Promise<void>
  auditHref: (tokenId: string) => string | null
  showInAudit: (tokenId: string) => { label: string; run: () => void } | undefined
  exportInventory: (format: 'csv' | 'json', query: Readonly<Record<string, string>>) => Promise<void>
}

export function useTokenActions(): TokenActions {
  const navigate = useNavigate()
  const invalidate = useInvalidate()
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const changed = (): Promise<void> => invalidate('tokens', 'audit', 'org')
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setRefusal(null)
    try {
      await work()
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code !== 'cancelled') setRefusal(problem)
    }
  }
  const auditHref = (tokenId: string): string | null =>
    hasScreen('audit') && may('audit:read') ? `/audit?q=token:${tokenId}` : null
  const enable = (token: Token): Promise<void> =>
    attempt(async () => {
      await call(enableToken, { params: { id: token.id } })
      await changed()
      toast(t('tokens.enable.done', token.name), t('tokens.enable.doneDetail'))
    })
  return {
    refusal,
    clearRefusal: () => setRefusal(null),
    changed,
    enable,
    disable: (token) =>
      attempt(async () => {
        await call(disableToken, { params: { id: token.id } })
        await changed()
        toast(
          t('tokens.disable.done', token.name),
          t('tokens.disable.doneDetail'),
          { label: t('tokens.disable.undo'), run: () => void enable(token) },
          10_000,
        )
      }),
    copyCurl: async () => {
      if (await clipboard.write(curlOf(workspaceOrigin())))
        toast(t('tokens.detail.copied'), t('tokens.detail.copiedDetail'))
    },
    auditHref,
    showInAudit: (tokenId) => {
      const href = auditHref(tokenId)
      return href === null ? undefined : { label: t('tokens.revoke.showInAudit'), run: () => navigate(href) }
    },
    exportInventory: (format, query) =>
      attempt(async () => {
        const name = `beatkeeper-tokens.${format}`
        if (bridge !== null) {
          const saved = await answerOf(
            bridge.saveExport({
              path: '/admin/tokens/export',
              query: { ...query, format },
              page_id: pageId(),
              environment: environment(),
              file_name: name,
            }),
          )
          if (saved?.outcome === 'saved') toast(t('tokens.exported', saved.file_name))
          return
        }
        const response = await callRaw(exportTokens, { query: { ...query, format } })
        saveFile(name, await response.blob())
        toast(t('tokens.exported', name))
      }),
  }
}
