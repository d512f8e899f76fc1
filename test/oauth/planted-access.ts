import { hashSecret, mintSecret } from '../../src-server/credentials/secret-format.ts'
import type { Clock } from '../../src-server/lib/clock.ts'
import type { RunningServer } from '../../src-server/run.ts'

/** An access token without the way to it: rows as the authorization server writes them. */
export interface PlantedToken {
  readonly appId: string
  readonly userId: string
  /** `null`: every page. */
  readonly pageId: string | null
  readonly scopes: readonly string[]
  /** Milliseconds from now; an hour where nothing is said. */
  readonly endsIn?: number
  /** Its grant was revoked. */
  readonly revoked?: boolean
}

/** Writes grant and token, and answers its value. */
export async function plantAccess(
  server: { readonly running: Pick<RunningServer, 'services'>; readonly clock: Pick<Clock, 'wall'> },
  planted: PlantedToken,
): Promise<string> {
  const { writer, newId } = server.running.services
  const { appId, userId, pageId, scopes, endsIn = 3_600_000, revoked = false } = planted
  const token = mintSecret('oauth_access')
  const now = server.clock.wall()
  const grantId = newId('grant')
  await writer.submit((tx) => {
    tx.run(
      'INSERT INTO oauth_grants (id, app_id, user_id, page_id, scopes, rejected, created_at, expires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      grantId,
      appId,
      userId,
      pageId,
      JSON.stringify(['openid', ...scopes]),
      '[]',
      now,
      now + 90 * 86_400_000,
      revoked ? now : null,
    )
    tx.run(
      `INSERT INTO oauth_artefacts (hash, kind, grant_id, app_id, user_id, scopes, payload, created_at, expires_at)
       VALUES (?, 'access', ?, ?, ?, ?, x'', ?, ?)`,
      hashSecret(token),
      grantId,
      appId,
      userId,
      JSON.stringify(['openid', ...scopes]),
      now,
      now + endsIn,
    )
  })
  return token
}
