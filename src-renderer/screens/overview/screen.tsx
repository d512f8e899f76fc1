import { A } from '@solidjs/router'
import { createMemo, Show } from 'solid-js'
import { listAuditLog } from '../../../src-server/contract/audit.ts'
import { listIncidents } from '../../../src-server/contract/incidents.ts'
import { listMaintenances, type Maintenance } from '../../../src-server/contract/maintenances.ts'
import { getUsage } from '../../../src-server/contract/org.ts'
import { type Indicator, readPublicStatus } from '../../../src-server/contract/public.ts'
import { listTokens } from '../../../src-server/contract/tokens.ts'
import { useApi, useApiList } from '../../api/query.ts'
import { environment } from '../../state/choices.ts'
import { now } from '../../state/clock.ts'
import { openMyAccess } from '../../state/my-access.ts'
import { context, may } from '../../state/session.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Card, Cards, Column, PageHeader } from '../../ui/page.tsx'
import { RequestChart } from '../../ui/request-chart.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonBlock } from '../../ui/skeleton.tsx'
import { Checklist } from './checklist.tsx'
import { Events } from './events.tsx'
import { endingSoon } from './expiry.ts'
import { ExpiryCard } from './expiry-card.tsx'
import { findingsOf } from './findings.ts'
import { NextSteps } from './next-steps.tsx'
import { Tiles } from './tiles.tsx'
import { t } from './words.ts'

const minuteMs = 60_000
const tokensLooked = 200
const eventsShown = 7

const indicatorTones: Readonly<Record<Indicator, Tone>> = {
  none: 'ok',
  maintenance: 'accent',
  minor: 'warn',
  major: 'danger',
  critical: 'danger',
}

/** What is going on, what to do next, what ends when. Shows as much as one's role lets one see. */
export default function OverviewScreen() {
  const status = useApi(() => ({ endpoint: readPublicStatus, enabled: environment() === 'live', every: minuteMs }))
  const incidents = useApi(() => ({
    endpoint: listIncidents,
    input: { query: { status: 'open' as const, published: 'true' as const, limit: '100' } },
    enabled: may('incidents:read'),
    every: minuteMs,
  }))
  const running = useApi(() => ({
    endpoint: listMaintenances,
    input: { query: { status: 'in_progress' as const, sort: 'scheduled_for' as const, limit: '1' } },
    enabled: may('maintenances:read'),
    every: minuteMs,
  }))
  const coming = useApi(() => ({
    endpoint: listMaintenances,
    input: { query: { status: 'scheduled' as const, sort: 'scheduled_for' as const, limit: '1' } },
    enabled: may('maintenances:read'),
    every: minuteMs,
  }))
  const tokens = useApiList(() => ({
    endpoint: listTokens,
    input: {
      query: { status: 'active' as const, sort: 'expires_at' as const, limit: String(tokensLooked) },
    },
    enabled: may('tokens:read'),
    every: 5 * minuteMs,
  }))
  const events = useApi(() => ({
    endpoint: listAuditLog,
    input: { query: { kind: 'change' as const, limit: String(eventsShown) } },
    enabled: may('audit:read'),
    every: minuteMs,
  }))
  const usage = useApi(() => ({
    endpoint: getUsage,
    input: { query: { days: '14' } },
    enabled: may('billing:read') && context()?.every_page === true,
  }))
  const next = createMemo<Maintenance | null | undefined>(() => {
    const [now_, later] = [running.data(), coming.data()]
    if (now_ === undefined || later === undefined) return undefined
    return now_.data[0] ?? later.data[0] ?? null
  })
  const findings = createMemo(() => findingsOf(tokens.data() ?? [], incidents.data()?.data ?? [], now()))
  const tokenFindings = (): number | undefined =>
    tokens.data() === undefined ? undefined : findings().filter((finding) => finding.kind !== 'incident').length
  const seesNothing = (): boolean => !may('tokens:read') && !may('incidents:read')
  const isBare = (): boolean => seesNothing() && !may('maintenances:read') && !may('audit:read')

  return (
    <>
      <PageHeader
        title={t('overview.title')}
        subtitle={
          <Show when={environment() === 'live'} fallback={t('overview.sandbox')}>
            <b>{context()?.page?.hosts[0] ?? context()?.page?.name}</b>
            <Show when={status.data()}>
              {(found) => (
                <>
                  <span>{t('overview.visitors')}</span>
                  <Badge tone={indicatorTones[found().indicator]}>{found().description}</Badge>
                </>
              )}
            </Show>
          </Show>
        }
      />
      <Checklist />
      <Tiles
        incidents={incidents.data()?.data}
        maintenance={next()}
        attention={tokenFindings()}
        nextEnd={endingSoon(tokens.data() ?? [], now())[0]}
        event={events.data()?.data[0]}
      />
      <Show when={isBare()}>
        <EmptyState
          title={t('overview.bare.title', context()?.user?.name ?? '')}
          words={t('overview.bare.words', context()?.role_name ?? '')}
          actions={<Button onClick={openMyAccess}>{t('frame.myAccess')}</Button>}
        />
      </Show>
      <Cards>
        <Column wide>
          <Show when={!seesNothing()}>
            <Show
              when={may('tokens:read')}
              fallback={
                <ScreenState
                  result={incidents}
                  things={t('overview.things.incidents')}
                  skeleton={<SkeletonBlock height={160} />}
                >
                  {() => <NextSteps findings={findings()} />}
                </ScreenState>
              }
            >
              <ScreenState
                result={tokens}
                things={t('overview.things.tokens')}
                skeleton={<SkeletonBlock height={240} />}
              >
                {() => <NextSteps findings={findings()} />}
              </ScreenState>
            </Show>
          </Show>
          <Show when={usage.data()}>
            {(found) => (
              <Card title={t('overview.requests.title')} actions={<A href="/usage">{t('overview.requests.more')}</A>}>
                <RequestChart days={found().requests} />
              </Card>
            )}
          </Show>
        </Column>
        <Column>
          <Show when={tokens.data()}>{(list) => <ExpiryCard tokens={list()} partial={tokens.hasMore()} />}</Show>
          <Show when={may('audit:read')}>
            <ScreenState result={events} things={t('overview.things.events')} skeleton={<SkeletonBlock height={240} />}>
              {(page) => <Events rows={page().data} />}
            </ScreenState>
          </Show>
        </Column>
      </Cards>
    </>
  )
}
