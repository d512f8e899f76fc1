import { useNavigate } from '@solidjs/router'
import Circle from 'lucide-solid/icons/circle'
import CircleAlert from 'lucide-solid/icons/circle-alert'
import CircleDot from 'lucide-solid/icons/circle-dot'
import { createSignal, For, Show } from 'solid-js'
import { may } from '../../state/session.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button, type Icon } from '../../ui/button.tsx'
import { Card } from '../../ui/page.tsx'
import type { Finding, Severity } from './findings.ts'
import styles from './overview.module.css'
import { t } from './words.ts'

const shownAtMost = 6
const looks: Readonly<Record<Severity, readonly [Tone, Icon]>> = {
  high: ['danger', CircleAlert],
  medium: ['warn', CircleDot],
  low: ['neutral', Circle],
}

function titleOf({ kind, name, owner, days }: Finding): string {
  switch (kind) {
    case 'ownerGone':
      return t('overview.next.ownerGone', name, owner)
    case 'expiring':
      return t('overview.next.expiring', name, days)
    case 'neverUsed':
      return t('overview.next.neverUsed', name, days)
    case 'unused':
      return t('overview.next.unused', name, days)
    default:
      return t(`overview.next.${kind}`, name)
  }
}

/** What a finding's button says and where it leads; without the right to act, to the thing itself. */
function stepOf({ kind, id }: Finding): { label: string; href: string } {
  if (kind === 'incident') return { label: t('overview.next.open'), href: `/incidents/${id}` }
  if (!may('tokens:write')) return { label: t('overview.next.open'), href: `/tokens/${id}` }
  switch (kind) {
    case 'expiring':
      return { label: t('overview.next.rotate'), href: `/tokens?rotate=${id}` }
    case 'exposed':
    case 'neverUsed':
    case 'unused':
      return { label: t('overview.next.revoke'), href: `/tokens?revoke=${id}` }
    default:
      return { label: t('overview.next.edit'), href: `/tokens?edit=${id}` }
  }
}

/** What to do next, the riskiest first. */
export function NextSteps(props: { findings: readonly Finding[] }) {
  const navigate = useNavigate()
  const [all, setAll] = createSignal(false)
  const shown = (): readonly Finding[] => (all() ? props.findings : props.findings.slice(0, shownAtMost))
  return (
    <Card title={t('overview.next.title')}>
      <Show
        when={props.findings.length > 0}
        fallback={
          <p>
            {t('overview.next.nothing')} <span class={styles.quiet}>{t('overview.next.nothingWords')}</span>
          </p>
        }
      >
        <ul class={styles.findings}>
          <For each={shown()}>
            {(finding) => (
              <li class={styles.finding}>
                <span>
                  <Badge tone={looks[finding.severity][0]} icon={looks[finding.severity][1]}>
                    {t(`overview.next.severity.${finding.severity}`)}
                  </Badge>
                </span>
                <span>
                  <b>{titleOf(finding)}</b>
                  <br />
                  <span class={styles.quiet}>{t(`overview.next.${finding.kind}Words`)}</span>
                </span>
                <Button
                  small
                  aria-label={`${stepOf(finding).label} ${finding.name}`}
                  onClick={() => navigate(stepOf(finding).href)}
                >
                  {stepOf(finding).label}
                </Button>
              </li>
            )}
          </For>
        </ul>
        <Show when={props.findings.length > shownAtMost}>
          <div class={styles.tools}>
            <Button small variant="quiet" aria-expanded={all()} onClick={() => setAll(!all())}>
              {all() ? t('overview.next.showLess') : t('overview.next.showAll', props.findings.length)}
            </Button>
          </div>
        </Show>
      </Show>
    </Card>
  )
}
