import { useLocation, useNavigate } from '@solidjs/router'
import Plus from 'lucide-solid/icons/plus'
import UserPlus from 'lucide-solid/icons/user-plus'
import { Show } from 'solid-js'
import { awayReason } from '../../state/connection.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useCommands } from '../../ui/commands.ts'
import { PageHeader } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { pathOf, type TabId, tabOf, tabs } from './model.ts'
import { Outbox } from './outbox.tsx'
import { People } from './people.tsx'
import { Selections } from './selections.tsx'
import { inSandbox, whyNotChange } from './standing.ts'
import styles from './subscribers.module.css'
import { t } from './words.ts'

/** Who is told, what is shown apart, and the mail that goes out. */
export default function SubscribersScreen() {
  const navigate = useNavigate()
  const location = useLocation()
  const tab = (): TabId => tabOf(location.pathname)
  const canAdd = (): boolean => whyNotChange() === undefined
  const add = (to: TabId): void => navigate(`${pathOf(to)}?new=1`)
  const added = (): Exclude<TabId, 'outbox'> => {
    const shown = tab()
    return shown === 'outbox' ? 'people' : shown
  }
  useCommands(() => [
    {
      id: 'subscribers.add',
      group: 'actions',
      label: t(`subscribers.${added()}.addEllipsis`),
      keys: 'N',
      enabled: canAdd,
      unavailable: awayReason,
      run: () => add(added()),
    },
    ...(['people', 'views', 'feeds'] as const)
      .filter((one) => one !== added())
      .map((one) => ({
        id: `subscribers.add.${one}`,
        group: 'actions' as const,
        label: t(`subscribers.${one}.addEllipsis`),
        enabled: canAdd,
        unavailable: awayReason,
        run: () => add(one),
      })),
  ])
  const content = (id: TabId) => {
    if (id === 'people') return <People />
    return id === 'outbox' ? <Outbox /> : <Selections kind={id} />
  }
  return (
    <>
      <PageHeader
        title={t('subscribers.title')}
        subtitle={
          <span>
            {t('subscribers.subtitle')} <b>{context()?.page?.name}</b>
          </span>
        }
        actions={
          <Show when={tab() !== 'outbox'}>
            <Button
              variant="primary"
              icon={tab() === 'people' ? UserPlus : Plus}
              keys={canAdd() ? 'N' : undefined}
              disabled={!canAdd()}
              unavailable={awayReason()}
              data-tip={whyNotChange()}
              onClick={() => add(added())}
            >
              {t(`subscribers.${added()}.add`)}
            </Button>
          </Show>
        }
      />
      <div class={styles.notes}>
        <Show when={inSandbox()}>
          <Callout tone="neutral">{t('subscribers.sandbox')}</Callout>
        </Show>
      </div>
      <Tabs
        label={t('subscribers.tabs.label')}
        value={tab()}
        onChange={(id) => navigate(pathOf(tabs.find((one) => one === id) ?? 'people'))}
        forget
        tabs={tabs.map((id) => ({ id, label: t(`subscribers.tabs.${id}`), content: () => content(id) }))}
      />
    </>
  )
}
