import { useLocation, useNavigate, useSearchParams } from '@solidjs/router'
import Plus from 'lucide-solid/icons/plus'
import { createSignal, lazy } from 'solid-js'
import type { OAuthAppWithSecret } from '../../../src-server/contract/oauth-apps.ts'
import { now, zone } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import { PageHeader } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { dateTimeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import { useAppActions } from './actions.ts'
import { ConnectedApps } from './connected.tsx'
import type { AppsParams } from './model.ts'
import { AppNotes } from './notes.tsx'
import { RegisteredApps } from './registered.tsx'
import { whyNotChange } from './standing.ts'
import { t } from './words.ts'

const RegisterDialog = lazy(() => import('./register.tsx'))
const ClientSecretDialog = lazy(() => import('./secret.tsx'))

/** OAuth apps: those that were registered, and who connected them. */
export default function OAuthScreen() {
  preloadWhenIdle([RegisterDialog, ClientSecretDialog])
  const navigate = useNavigate()
  const location = useLocation()
  const [params, setParams] = useSearchParams<AppsParams>()
  const actions = useAppActions()
  const [secret, setSecret] = createSignal<{ app: OAuthAppWithSecret; said: () => void } | null>(null)
  const tab = (): 'registered' | 'connected' => (location.pathname.endsWith('/grants') ? 'connected' : 'registered')
  const register = (): void => {
    if (tab() === 'registered') setParams({ new: '1' })
    else navigate('/oauth?new=1')
  }
  const canRegister = (): boolean => whyNotChange() === undefined
  useCommands(() => [
    {
      id: 'oauth.register',
      group: 'actions',
      label: t('oauth.registerEllipsis'),
      keys: 'N',
      enabled: canRegister,
      unavailable: awayReason,
      run: register,
    },
  ])
  const registered = (app: OAuthAppWithSecret): void => {
    void actions.changed()
    if (app.client_secret === null)
      toast(t('oauth.form.created', app.name), t('oauth.form.createdPublic', app.client_id), {
        label: t('oauth.menu.open'),
        run: () => navigate(`/oauth/${app.id}`),
      })
    else setSecret({ app, said: () => toast(t('oauth.form.created', app.name), t('oauth.form.createdDetail')) })
  }
  const rotated = (app: OAuthAppWithSecret, overlapSeconds: number): void => {
    const until = now() + overlapSeconds * 1000
    setSecret({
      app,
      said: () =>
        toast(
          t('oauth.rotate.done', app.name),
          overlapSeconds === 0
            ? t('oauth.rotate.doneAtOnce')
            : t('oauth.rotate.doneUntil', dateTimeWords(until, zone())),
        ),
    })
  }
  return (
    <>
      <PageHeader
        title={t('oauth.title')}
        subtitle={t('oauth.subtitle')}
        actions={
          <Button
            variant="primary"
            icon={Plus}
            keys={canRegister() ? 'N' : undefined}
            disabled={!canRegister()}
            unavailable={awayReason()}
            data-tip={whyNotChange()}
            onClick={register}
          >
            {t('oauth.register')}
          </Button>
        }
      />
      <AppNotes />
      <Tabs
        label={t('oauth.tabs.label')}
        value={tab()}
        onChange={(id) => navigate(id === 'connected' ? '/oauth/grants' : '/oauth')}
        forget
        tabs={[
          {
            id: 'registered',
            label: t('oauth.tabs.registered'),
            content: () => <RegisteredApps actions={actions} register={register} onSecret={rotated} />,
          },
          {
            id: 'connected',
            label: t('oauth.tabs.connected'),
            content: () => <ConnectedApps actions={actions} />,
          },
        ]}
      />
      <LazyDialog wanted={params.new === '1'}>
        <RegisterDialog
          open={params.new === '1'}
          onClose={() => setParams({ new: undefined }, { replace: true })}
          onRegistered={registered}
        />
      </LazyDialog>
      <LazyDialog wanted={secret() !== null}>
        <ClientSecretDialog
          app={secret()?.app ?? null}
          onDone={() => {
            const shown = secret()
            setSecret(null)
            shown?.said()
          }}
        />
      </LazyDialog>
    </>
  )
}
