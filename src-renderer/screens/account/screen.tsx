import { useSearchParams } from '@solidjs/router'
import KeyRound from 'lucide-solid/icons/key-round'
import { createMemo, createSignal, lazy } from 'solid-js'
import { listPasskeys, type PasskeyResource } from '../../../src-server/contract/passkeys.ts'
import { listMySessions } from '../../../src-server/contract/session.ts'
import { getTwoFactor } from '../../../src-server/contract/two-factor.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { useApi, useInvalidate } from '../../api/query.ts'
import { awayReason } from '../../state/connection.ts'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { Card, Cards, Column, PageHeader } from '../../ui/page.tsx'
import text from '../../ui/text.module.css'
import { ConnectedApps } from './connected-apps.tsx'
import { EndOthers, SignOutEverywhere } from './end-sessions.tsx'
import { stepOf } from './model.ts'
import { PasskeysCard } from './passkeys-card.tsx'
import { ProfileCard } from './profile-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { TwoFactorCard } from './two-factor-card.tsx'
import { t } from './words.ts'

const PasswordDialog = lazy(() => import('./password.tsx').then((file) => ({ default: file.PasswordDialog })))
const TwoFactorDialogs = lazy(() => import('./two-factor-dialogs.tsx'))
const PasskeyDialogs = lazy(() => import('./passkey-dialogs.tsx'))

/** One's own account, for every role: who one is, how one signs in, and where one is signed in. What is open stands in the address. */
export default function AccountScreen() {
  const [params, setParams] = useSearchParams<{ do?: string }>()
  const invalidate = useInvalidate()
  const sessions = useWholeList(() => ({ endpoint: listMySessions, every: 60_000 }))
  const twoFactor = useApi(() => ({ endpoint: getTwoFactor }))
  const passkeys = useApi(() => ({ endpoint: listPasskeys }))
  const [renaming, setRenaming] = createSignal<PasskeyResource | null>(null)
  const [removing, setRemoving] = createSignal<PasskeyResource | null>(null)
  const others = createMemo(() => (sessions.data() ?? []).filter((session) => !session.current).length)
  const isOn = (): boolean => twoFactor.data()?.enabled === true
  const step = createMemo(() => stepOf(params.do, twoFactor.data()?.enabled))
  const open = (what: string): void => setParams({ do: what })
  const close = (): void => {
    setRenaming(null)
    setRemoving(null)
    setParams({ do: undefined }, { replace: true })
  }
  const changed = (): Promise<void> => invalidate('session', 'two_factor', 'passkeys', 'members')
  const action = (id: string, label: string, what: string) => ({
    id: `account.${id}`,
    group: 'actions' as const,
    label,
    unavailable: awayReason,
    run: () => open(what),
  })
  useCommands(() => [
    action('password', t('account.changePassword'), 'password'),
    isOn()
      ? action('codes', t('account.twoFactor.newCodes'), 'recovery-codes')
      : action('two-factor', t('account.twoFactor.turnOn'), 'two-factor'),
    action('others', t('account.endOthers'), 'others'),
    action('everywhere', t('account.everywhere'), 'everywhere'),
  ])
  return (
    <>
      <PageHeader title={t('account.title')} subtitle={t('account.subtitle')} />
      <Cards>
        <Column wide>
          <SessionsCard
            result={sessions}
            onEndOthers={() => open('others')}
            onEverywhere={() => open('everywhere')}
            onChanged={changed}
          />
          <PasskeysCard result={passkeys} onAdd={() => open('passkey')} onRename={setRenaming} onRemove={setRemoving} />
          <ConnectedApps />
        </Column>
        <Column>
          <ProfileCard />
          <Card title={t('account.password')}>
            <p class={text.secondary}>{t('account.passwordHint')}</p>
            <div>
              <Button icon={KeyRound} unavailable={awayReason()} onClick={() => open('password')}>
                {t('account.changePassword')}
              </Button>
            </div>
          </Card>
          <TwoFactorCard result={twoFactor} onStep={open} />
        </Column>
      </Cards>
      <LazyDialog wanted={params.do === 'password'}>
        <PasswordDialog
          open={params.do === 'password'}
          others={others()}
          needsCode={isOn()}
          onClose={close}
          onChanged={() => void changed()}
        />
      </LazyDialog>
      <LazyDialog wanted={step() !== null}>
        <TwoFactorDialogs step={step()} isOn={isOn()} onClose={close} onChanged={() => void changed()} />
      </LazyDialog>
      <LazyDialog wanted={params.do === 'passkey' || renaming() !== null || removing() !== null}>
        <PasskeyDialogs
          adding={params.do === 'passkey'}
          renaming={renaming()}
          removing={removing()}
          onClose={close}
          onChanged={() => void changed()}
        />
      </LazyDialog>
      <EndOthers
        open={params.do === 'others' && others() > 0}
        others={others()}
        onClose={close}
        onChanged={() => void changed()}
      />
      <SignOutEverywhere
        open={params.do === 'everywhere' && sessions.data() !== undefined}
        others={others()}
        onClose={close}
      />
    </>
  )
}
