import { useSearchParams } from '@solidjs/router'
import AppWindow from 'lucide-solid/icons/app-window'
import Globe from 'lucide-solid/icons/globe'
import KeyRound from 'lucide-solid/icons/key-round'
import LogOut from 'lucide-solid/icons/log-out'
import { createMemo, createSignal, For, lazy, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type * as z from 'zod/mini'
import { endMySession, listMySessions, type sessionItem } from '../../../src-server/contract/session.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useInvalidate } from '../../api/query.ts'
import { now } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { openMyAccess } from '../../state/my-access.ts'
import { context } from '../../state/session.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { Card, Cards, Column, Facts, PageHeader } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { relativeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import styles from './account.module.css'
import { ConnectedApps } from './connected-apps.tsx'
import { agentOf, inOrder } from './model.ts'
import { SignOutEverywhere } from './sign-out-everywhere.tsx'
import { t } from './words.ts'

const PasswordDialog = lazy(() => import('./password.tsx').then((file) => ({ default: file.PasswordDialog })))

type SessionItem = z.output<typeof sessionItem>

/** What a session is called: `Chrome 142 on Linux`. */
function agentWords(session: SessionItem): string {
  if (session.transport === 'desktop') return t('account.app')
  const { browser, system } = agentOf(session.user_agent)
  const name = browser ?? t('account.unknownBrowser')
  return system === null ? name : t('account.onSystem', name, system)
}

/** One's own account, for every role: who one is, the password, where one is signed in. */
export default function AccountScreen() {
  const [params, setParams] = useSearchParams<{ do?: string }>()
  const invalidate = useInvalidate()
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const [ending, setEnding] = createSignal<string | null>(null)
  const sessions = useWholeList(() => ({ endpoint: listMySessions, every: 60_000 }))
  const ordered = createMemo(() => inOrder(sessions.data() ?? []))
  const others = createMemo(() => ordered().filter((session) => !session.current))
  const close = (): void => setParams({ do: undefined }, { replace: true })
  const changed = (): void => void invalidate('session')
  useCommands(() => [
    {
      id: 'account.password',
      group: 'actions',
      label: t('account.changePassword'),
      unavailable: awayReason,
      run: () => setParams({ do: 'password' }),
    },
    {
      id: 'account.everywhere',
      group: 'actions',
      label: t('account.everywhere'),
      unavailable: awayReason,
      run: () => setParams({ do: 'everywhere' }),
    },
  ])
  const end = async (session: SessionItem): Promise<void> => {
    setRefusal(null)
    setEnding(session.id)
    try {
      await call(endMySession, { params: { id: session.id } })
      toast(t('account.ended'), t('account.endedDetail', agentWords(session)))
      await invalidate('session')
    } catch (thrown) {
      const problem = problemOf(thrown)
      // Over already: the list says so.
      if (problem.state === 'missing') await invalidate('session')
      else setRefusal(problem)
    } finally {
      setEnding(null)
    }
  }
  return (
    <>
      <PageHeader title={t('account.title')} subtitle={t('account.subtitle')} />
      <div class={styles.notes}>
        <Show when={refusal()}>
          <FormProblem problem={refusal()} />
        </Show>
      </div>
      <Cards>
        <Column wide>
          <Card
            title={t('account.sessions')}
            actions={
              <Button
                small
                icon={LogOut}
                unavailable={awayReason()}
                disabled={sessions.data() === undefined}
                onClick={() => setParams({ do: 'everywhere' })}
              >
                {t('account.everywhere')}
              </Button>
            }
          >
            <p class={text.hint}>{t('account.sessionsHint')}</p>
            <ScreenState result={sessions} things={t('account.sessionsThings')} skeleton={<SkeletonRows rows={3} />}>
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
          <ConnectedApps />
        </Column>
        <Column>
          <Profile />
          <Card title={t('account.password')}>
            <p class={text.secondary}>{t('account.passwordHint')}</p>
            <div>
              <Button icon={KeyRound} unavailable={awayReason()} onClick={() => setParams({ do: 'password' })}>
                {t('account.changePassword')}
              </Button>
            </div>
          </Card>
        </Column>
      </Cards>
      <LazyDialog wanted={params.do === 'password'}>
        <PasswordDialog open={params.do === 'password'} others={others().length} onClose={close} onChanged={changed} />
      </LazyDialog>
      <SignOutEverywhere
        open={params.do === 'everywhere' && sessions.data() !== undefined}
        others={others().map((session) => session.id)}
        onClose={close}
      />
    </>
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

function Profile() {
  const pages = (): string => {
    const here = context()
    if (here === null) return ''
    return here.every_page ? t('account.everyPage') : here.pages.map((page) => page.name).join(', ')
  }
  return (
    <Card
      title={t('account.profile')}
      actions={
        <Button small variant="quiet" onClick={openMyAccess}>
          {t('account.seeAccess')}
        </Button>
      }
    >
      <Facts
        of={[
          { label: t('account.name'), value: context()?.user?.name ?? context()?.name },
          { label: t('account.email'), value: context()?.user?.email },
          { label: t('account.role'), value: context()?.role_name ?? t('account.noRole') },
          { label: t('account.pages'), value: pages() },
        ]}
      />
      <p class={text.hint}>{t('account.profileHint')}</p>
    </Card>
  )
}
