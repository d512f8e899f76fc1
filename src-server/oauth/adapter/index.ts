import type { AdapterFactory } from 'oidc-provider'
import { artefactAdapter } from './artefacts.ts'
import { clientAdapter } from './clients.ts'
import { grantAdapter } from './grants.ts'
import { interactionAdapter } from './interactions.ts'
import { type AdapterParts, type ModelAdapter, wholeAdapter } from './parts.ts'
import { sessionAdapter } from './sessions.ts'

/** Our tables as oidc-provider sees them. A model that is not here is a feature that is switched off. */
export function createAdapter(parts: AdapterParts): AdapterFactory {
  const models: ReadonlyMap<string, ModelAdapter> = new Map([
    ['AuthorizationCode', artefactAdapter('code', parts)],
    ['AccessToken', artefactAdapter('access', parts)],
    ['RefreshToken', artefactAdapter('refresh', parts)],
    ['Grant', grantAdapter(parts)],
    ['Session', sessionAdapter(parts)],
    ['Interaction', interactionAdapter(parts)],
    ['Client', clientAdapter(parts)],
  ])
  const unused = (): Promise<never> => Promise.reject(new Error('this part of OAuth is switched off'))
  const none: ModelAdapter = { upsert: unused, find: unused, destroy: unused }
  return (model) => wholeAdapter(model, models.get(model) ?? none)
}
