import { rotateSigningKey } from '../../contract/oauth-apps.ts'
import { preparedChange, type Route } from '../../http/handler.ts'
import { keepSigningKey, makeSigningKey, publishedKeys } from '../../oauth/signing-keys.ts'
import type { OAuthServices } from './routes.ts'

/** A new signing key at once, where somebody may have the old one. By themselves they change every ninety days. */
export function keyRoutes({ sealer, keysChanged }: OAuthServices): Route[] {
  return [
    preparedChange(
      rotateSigningKey,
      () => makeSigningKey(),
      (call, change, key) => {
        keepSigningKey(change.db, sealer, key, { now: call.now, signsFrom: call.now })
        change.record({
          target: { type: 'oauth_key', id: key.kid, label: null },
          pageId: null,
          after: { kid: key.kid },
        })
        change.afterCommit(keysChanged)
        const published = publishedKeys(change.db, sealer, call.now).map(({ kid }) => kid)
        return { body: { kid: key.kid, published } }
      },
    ),
  ]
}
