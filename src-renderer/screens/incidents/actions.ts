import { type Accessor, createSignal } from 'solid-js'
import { acknowledgeIncident, type Incident } from '../../../src-server/contract/incidents.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useInvalidate } from '../../api/query.ts'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

export interface IncidentActions {
  refusal: Accessor<ApiProblem | null>
  /** Everything that a step of an incident may have changed. */
  changed: () => Promise<void>
  acknowledge: (incident: Incident) => Promise<void>
}

export function useIncidentActions(): IncidentActions {
  const invalidate = useInvalidate()
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const changed = (): Promise<void> => invalidate('incidents', 'components', 'component_groups')
  return {
    refusal,
    changed,
    async acknowledge(incident) {
      setRefusal(null)
      try {
        const done = await call(acknowledgeIncident, { params: { id: incident.id } })
        toast(t('incidents.detail.acknowledged', done.acknowledged_by?.name ?? ''))
        await changed()
      } catch (thrown) {
        const problem = problemOf(thrown)
        if (problem.code !== 'cancelled') setRefusal(problem)
      }
    },
  }
}
