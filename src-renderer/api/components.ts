import { type Accessor, createMemo } from 'solid-js'
import {
  type Component,
  type ComponentGroup,
  listComponentGroups,
  listComponents,
} from '../../src-server/contract/components.ts'
import { may } from '../state/session.ts'
import { useWholeList } from './all-pages.ts'

/** The components of the page in their order, and their groups; nothing for whoever may not see them. */
export function useComponents(): {
  components: Accessor<readonly Component[]>
  groups: Accessor<readonly ComponentGroup[]>
} {
  const enabled = (): boolean => may('components:read')
  const components = useWholeList(() => ({
    endpoint: listComponents,
    input: { query: { limit: '200' } },
    enabled: enabled(),
  }))
  const groups = useWholeList(() => ({
    endpoint: listComponentGroups,
    input: { query: { limit: '200' } },
    enabled: enabled(),
  }))
  return { components: createMemo(() => components.data() ?? []), groups: createMemo(() => groups.data() ?? []) }
}
