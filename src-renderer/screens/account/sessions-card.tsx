import AppWindow from 'lucide-solid/icons/app-window'
import Globe from 'lucide-solid/icons/globe'
import LogOut from 'lucide-solid/icons/log-out'
import { createMemo, createSignal, For, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type * as z from 'zod/mini'
import { endMySession, type sessionItem } from '../../../src-server/contract/session.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import type { Result } from '../../api/query.ts'
import { now } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { relativeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import styles from './account.module.css'
import { agentOf, inOrder } from './model.ts'
import { t } from './words.ts'

export type SessionItem = z.output<typeof sessionItem>

/** What a session is called: `Chrome 142 on Linux`. */
function agentWords(session: SessionItem): string {
  if (session.transport === 'desktop') return t('account.app')
  const { browser, system } = agentOf(session.user_agent)
  const name = browser ?? t('account.unknownBrowser')
  return system === null ? name : t('account.onSystem', name, system)
}

interface SessionsCardProps {
  result: Result<readonly SessionItem[]>
  onEndOthers: () => void
  onEverywhere: () => void
  onChanged: () => Promise<void>
}

/** Where one is signed in; each can be ended, and all others at once. */
export function SessionsCard(props: SessionsCardProps) {
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const [ending, setEnding] = createSignal<string | null>(null)
  const ordered = createMemo(() => inOrder(props.result.data() ?? []))
  const end = async (session: SessionItem): Promise<void> => {
    setRefusal(null)
    setEnding(session.id)
    try {
      await call(endMySession, { params: { id: session.id } })
      toast(t('account.ended'), t('account.endedDetail', agentWords(session)))
      await props.onChanged()
    } catch (thrown) {
      const problem = problemOf(thrown)
      // Over already: the list says so.
      if (problem.state === 'missing') await props.onChanged()
      else setRefusal(problem)
    } finally {
      setEnding(null)
    }
  }
  return (
    <Card
      title={t('account.sessions')}
      actions={
        <div class={styles.tools}>
          <Show when={ordered().length > 1}>
            <Button small unavailable={awayReason()} onClick={props.onEndOthers}>
              {t('account.endOthers')}
            </Button>
          </Show>
          <Button
            small
            icon={LogOut}
            unavailable={awayReason()}
            disabled={props.result.data() === undefined}
            onClick={props.onEverywhere}
          >
            {t('account.everywhere')}
          </Button>
        </div>
      }
    >
      <p class={text.hint}>{t('account.sessionsHint')}</p>
      <FormProblem problem={refusal()} />
      <ScreenState result={props.result} things={t('account.sessionsThings')} skeleton={<SkeletonRows rows={3} />}>
        {() => (
          <ul class={styles.list} aria-label={t('account.sessionsLabel')}>
            <For each={ordered()}>
              {(session) => (
                <SessionRow session={session} busy={ending() === session.id} onEnd={() => void end(session)} />
              )}
            </For>
          </ul>
        )}
      </ScreenState>
    </Card>
  )
}

function SessionRow(props: { session: SessionItem; busy: boolean; onEnd: () => void }) {
  const ago = (at: string): string => relativeWords(Date.parse(at), now())
  return (
    <li class={styles.session}>
      <span class={styles.symbol}>
        <Dynamic component={props.session.transport === 'desktop' ? AppWindow : Globe} size={18} aria-hidden="true" />
      </span>
      <div>
        <div class={styles.who}>
          {agentWords(props.session)}
          <Show when={props.session.current}>
            <Badge tone="ok">{t('account.current')}</Badge>
          </Show>
        </div>
        <div class={styles.when}>
          <span>{props.session.ip ?? t('account.noAddress')}</span>
          <span>{t('account.lastSeen', ago(props.session.last_seen_at))}</span>
          <span>{t('account.signedInAt', ago(props.session.created_at))}</span>
          <span>{t('account.ends', ago(props.session.expires_at))}</span>
        </div>
      </div>
      <Show when={!props.session.current}>
        <Button
          small
          busy={props.busy}
          unavailable={awayReason()}
          aria-label={t('account.endThis', agentWords(props.session))}
          onClick={props.onEnd}
        >
          {t('account.end')}
        </Button>
      </Show>
    </li>
  )
}
