import { useNavigate, useParams } from '@solidjs/router'
import { Show } from 'solid-js'
import { getOrgSettings } from '../../../src-server/contract/org.ts'
import { getSettings } from '../../../src-server/contract/settings.ts'
import { useApi } from '../../api/query.ts'
import { context } from '../../state/session.ts'
import { PageHeader } from '../../ui/page.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { type Tab, Tabs } from '../../ui/tabs.tsx'
import { Branding } from './branding.tsx'
import { Domains } from './domains.tsx'
import { General } from './general.tsx'
import { Localization } from './localization.tsx'
import { Policy } from './policy.tsx'
import { t } from './words.ts'

const tabIds = ['general', 'branding', 'localization', 'domains', 'policy'] as const
type TabId = (typeof tabIds)[number]

/** Settings of the page in four sections, and the policy of the workspace. Each tab has its address. */
export default function SettingsScreen() {
  const navigate = useNavigate()
  const route = useParams()
  const current = (): TabId => tabIds.find((id) => id === route.tab) ?? 'general'
  const settings = useApi(() => ({ endpoint: getSettings }))
  const org = useApi(() => ({ endpoint: getOrgSettings, enabled: current() === 'policy' }))
  const section = (id: Exclude<TabId, 'policy'>): Tab => ({
    id,
    label: t(`settings.tab.${id}`),
    content: () => (
      <ScreenState result={settings} things={t('settings.things')} skeleton={<SkeletonBlock height={360} />}>
        {(found) => (
          <>
            <Show when={id === 'general'}>
              <General settings={found()} />
            </Show>
            <Show when={id === 'branding'}>
              <Branding settings={found()} />
            </Show>
            <Show when={id === 'localization'}>
              <Localization settings={found()} />
            </Show>
            <Show when={id === 'domains'}>
              <Domains settings={found()} />
            </Show>
          </>
        )}
      </ScreenState>
    ),
  })
  return (
    <>
      <PageHeader
        title={t('settings.title')}
        subtitle={
          current() === 'policy' ? (
            <span>
              {t('settings.subtitlePolicy')} <b>{context()?.workspace.name}</b>
            </span>
          ) : (
            <span>
              {t('settings.subtitle')} <b>{context()?.page?.name}</b>
            </span>
          )
        }
      />
      <Tabs
        label={t('settings.tabs')}
        forget
        value={current()}
        onChange={(id) => navigate(`/settings/${id}`)}
        tabs={[
          section('general'),
          section('branding'),
          section('localization'),
          section('domains'),
          {
            id: 'policy',
            label: t('settings.tab.policy'),
            content: () => (
              <ScreenState result={org} things={t('settings.things')} skeleton={<SkeletonBlock height={360} />}>
                {(found) => <Policy settings={found()} />}
              </ScreenState>
            ),
          },
        ]}
      />
    </>
  )
}
