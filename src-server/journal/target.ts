import { type IdKind, idPrefixes } from '../contract/ids.ts'

/**
 * The one text that a row keeps for what was acted on: an id of ours as it is (its prefix says its type), anything else as `type:id`
 * (`section:branding`, `lock:components`).
 */

const typeNames: Partial<Record<IdKind, string>> = {
  incidentUpdate: 'incident_update',
  componentGroup: 'component_group',
  app: 'oauth_app',
  view: 'custom_view',
  feed: 'rss_feed',
}

const types: ReadonlyMap<string, string> = new Map(
  Object.entries(idPrefixes).map(([kind, prefix]) => [
    prefix,
    Object.entries(typeNames).find(([name]) => name === kind)?.[1] ?? kind,
  ]),
)

const anId = /^([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}$/

/** The type of an id of ours, by its prefix; null for any other text (the key of a role may well begin with `app_`). */
function typeOfId(id: string): string | null {
  const prefix = anId.exec(id)?.[1]
  return prefix === undefined ? null : (types.get(prefix) ?? null)
}

/** A target as rows keep it. */
export function targetReference({ type, id }: { type: string; id: string }): string {
  return typeOfId(id) === null ? `${type}:${id}` : id
}

/** What a kept reference means. */
export function parseTargetReference(reference: string): { type: string; id: string } {
  const type = typeOfId(reference)
  if (type !== null) return { type, id: reference }
  const colon = reference.indexOf(':')
  return colon === -1
    ? { type: 'unknown', id: reference }
    : { type: reference.slice(0, colon), id: reference.slice(colon + 1) }
}
