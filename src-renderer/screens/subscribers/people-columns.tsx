import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleSlash from 'lucide-solid/icons/circle-slash'
import Hourglass from 'lucide-solid/icons/hourglass'
import type { Subscriber, SubscriberState } from '../../../src-server/contract/subscribers.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import type { Icon } from '../../ui/button.tsx'
import { type Column, cellStyles } from '../../ui/data-table.tsx'
import { Ago } from '../../ui/time-words.tsx'
import { InterestWords } from './interest-words.tsx'
import { t } from './words.ts'

const marks: Readonly<Record<SubscriberState, { tone: Tone; icon: Icon }>> = {
  confirmed: { tone: 'ok', icon: CircleCheck },
  pending: { tone: 'warn', icon: Hourglass },
  ended: { tone: 'neutral', icon: CircleSlash },
}

export const peopleColumns: readonly Column<Subscriber>[] = [
  {
    id: 'email',
    header: t('subscribers.people.column.email'),
    heading: true,
    sortable: true,
    cell: (subscriber) => (
      <>
        <span class={cellStyles.name}>{subscriber.email}</span>
        <div class={cellStyles.under}>
          <span>
            {subscriber.created_by === null
              ? t('subscribers.people.byVisitor')
              : t('subscribers.people.byTeam', subscriber.created_by.name)}
          </span>
        </div>
      </>
    ),
  },
  {
    id: 'state',
    header: t('subscribers.people.column.state'),
    width: '140px',
    cell: ({ state }) => (
      <Badge tone={marks[state].tone} icon={marks[state].icon} tip={t(`subscribers.people.tips.${state}`)}>
        {t(`subscribers.people.states.${state}`)}
      </Badge>
    ),
  },
  {
    id: 'follows',
    header: t('subscribers.people.column.follows'),
    width: '34%',
    cell: (subscriber) => <InterestWords components={subscriber.components} />,
  },
  {
    id: 'created_at',
    header: t('subscribers.people.column.since'),
    width: '120px',
    sortable: true,
    cell: (subscriber) => <Ago at={subscriber.created_at} />,
  },
]
