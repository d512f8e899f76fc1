import type Provider from 'oidc-provider'
import { PERMISSIONS, type Permission } from '../../contract/permissions.ts'
import type { Readable } from '../../db/database.ts'
import { storedWords } from '../../lib/stored-json.ts'
import { placeOf, type ShownApp } from '../pages/app-card.ts'
import { scopesIn } from '../provider.ts'
import { type VirtualRequest, virtualPair } from '../virtual-exchange.ts'

/** An authorization request that waits for its user, as the pages and their answers read it. */
export type OpenInteraction = Awaited<ReturnType<Provider['interactionDetails']>>

/** The interaction of a browser; null where it is over, was begun elsewhere, or its session has changed. */
export async function findInteraction(provider: Provider, request: VirtualRequest): Promise<OpenInteraction | null> {
  const { req, res } = virtualPair(request)
  try {
    return await provider.interactionDetails(req, res)
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return null
    throw error
  }
}

/** What an app asks for, and which app it is. */
export interface AskingApp {
  readonly id: string
  readonly isConfidential: boolean
  readonly shown: ShownApp
  readonly redirectUri: string
  /** All words that were asked for, `openid` among them. */
  readonly words: readonly string[]
  readonly scopes: readonly Permission[]
}

interface AppRow {
  name: string
  description: string
  logo_url: string | null
  client_type: string
  scopes: string
  created_by_name: string | null
}

/** The app that an interaction is for; null where it was switched off or deleted meanwhile. */
export function askingApp(db: Readable, { params }: OpenInteraction): AskingApp | null {
  const id = textOf(params.client_id)
  const row = db.get<AppRow>(
    `SELECT name, description, logo_url, client_type, scopes, created_by_name FROM oauth_apps
     WHERE id = ? AND disabled_at IS NULL AND deleted_at IS NULL`,
    id,
  )
  if (row === undefined) return null
  const redirectUri = textOf(params.redirect_uri)
  const words = scopesIn(textOf(params.scope))
  const registered = new Set(storedWords(row.scopes))
  return {
    id,
    isConfidential: row.client_type !== 'public',
    redirectUri,
    words,
    scopes: PERMISSIONS.filter((scope) => words.includes(scope) && registered.has(scope)),
    shown: {
      name: row.name,
      description: row.description,
      logoUrl: row.logo_url,
      isPublic: row.client_type === 'public',
      registeredBy: row.created_by_name,
      place: placeOf(redirectUri),
    },
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
