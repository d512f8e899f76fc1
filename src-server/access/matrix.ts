import { type LockFeature, lockFeatures } from '../contract/endpoint.ts'
import { type Area, type Permission, RESOURCES, type Resource } from '../contract/permissions.ts'
import { type Access, type AccessSet, lackingSets } from './effective.ts'
import { setOf } from './permission-set.ts'

/**
 * Effective access as the console draws it: 14 areas × view and change, each *no* with what says so.
 *
 * It asks the same sets as the decision does, so that the picture and a later 403 cannot disagree.
 */

/** What can say no to a cell. */
export type Obstacle = AccessSet | 'terraform'

/** One row. No obstacles means yes; `change` is `null` where there is nothing to change. */
export type AccessRow = {
  readonly area: Area
  readonly view: readonly Obstacle[]
  readonly change: readonly Obstacle[] | null
}

/** What is locked for Terraform on the page, and whether the credential is Terraform's. */
export type TerraformFacts = { readonly managed: boolean; readonly locked: readonly LockFeature[] }

const NOTHING_LOCKED: TerraformFacts = { managed: false, locked: [] }

/** The features that stand for an area: its own name, and for the settings their five sections. */
function featuresOf(area: Resource): readonly LockFeature[] {
  const own = lockFeatures.filter((feature) => feature === area)
  const areas: readonly string[] = RESOURCES.map(({ key }) => key)
  return area === 'settings' ? lockFeatures.filter((feature) => !areas.includes(feature)) : own
}

/** All rows, in the order of the screens. */
export function accessMatrix(access: Access, terraform: TerraformFacts = NOTHING_LOCKED): AccessRow[] {
  const obstacles = (permission: Permission): Obstacle[] => lackingSets(access, setOf([permission]))
  return RESOURCES.map((area) => {
    const features = featuresOf(area.key)
    const isLocked =
      !terraform.managed && features.length > 0 && features.every((feature) => terraform.locked.includes(feature))
    const change =
      area.write === null ? null : [...obstacles(area.write), ...(isLocked ? (['terraform'] as const) : [])]
    return { area, view: obstacles(area.read), change }
  })
}

/** How many areas can be viewed and changed: `Can view 6 areas and change 0.` */
export function matrixSummary(rows: readonly AccessRow[]): { readonly view: number; readonly change: number } {
  return {
    view: rows.filter(({ view }) => view.length === 0).length,
    change: rows.filter(({ change }) => change?.length === 0).length,
  }
}
