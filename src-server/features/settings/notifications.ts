import type { StoredSmtp } from '../../content/smtp-settings.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { type FieldError, Problem } from '../../contract/problems.ts'
import type { NotificationSettings, updateNotificationSettings } from '../../contract/settings.ts'
import type { JsonObject } from '../../journal/canonical-json.ts'

/**
 * What a change makes of the mail server. Pure.
 *
 * A password is given for one server and one user: whoever changes host, port or user gives it again, or there is none. Otherwise someone
 * who may change settings but was never told the password would send it to a server of their own.
 * Held by test/mail/settings.test.ts.
 */
type Wanted = NonNullable<BodyOf<typeof updateNotificationSettings>['smtp']>

/** The usual ports of TLS from the first byte and of STARTTLS (RFC 8314). */
const usualPort = (secure: boolean): number => (secure ? 465 : 587)

/** @throws Problem `validation_failed` for a server without host or sender, a password without user, a `password_set` that is not so. */
export function changedSmtp(
  present: StoredSmtp | null,
  wanted: Wanted,
  sealed: (password: string) => string,
): StoredSmtp {
  const host = wanted.host ?? present?.host
  const from = wanted.from ?? present?.from
  const secure = wanted.secure ?? present?.secure ?? wanted.port === 465
  const port = wanted.port ?? present?.port ?? usualPort(secure)
  const user = wanted.user === undefined ? (present?.user ?? null) : wanted.user
  const sameServer =
    present !== null &&
    host === present.host &&
    port === present.port &&
    user === present.user &&
    (secure || !present.secure)
  const kept = sameServer ? present.password : null
  const password = wanted.password === undefined ? kept : wanted.password === null ? null : sealed(wanted.password)

  const errors: FieldError[] = []
  if (host === undefined) errors.push({ path: '/smtp/host', message: 'is missing' })
  if (from === undefined) errors.push({ path: '/smtp/from', message: 'is missing' })
  if (password !== null && user === null)
    errors.push({ path: '/smtp/user', message: 'is needed where there is a password' })
  if (present?.password != null && password === null && user !== null && wanted.password === undefined)
    errors.push({
      path: '/smtp/password',
      message: 'must be given again: it was for another server or user; null if this one needs none',
    })
  const isSet = (present?.password ?? null) !== null
  if (wanted.password_set !== undefined && wanted.password_set !== isSet)
    errors.push({ path: '/smtp/password_set', message: 'cannot be changed; leave it out or send its present value' })
  if (host === undefined || from === undefined || errors.length > 0) throw new Problem('validation_failed', { errors })
  return { host, port, secure, user, password, from }
}

/** The section as the log keeps it: whether there is a password and whether this change gave another one, never which. */
export function notificationsForLog({ smtp }: NotificationSettings, isNew = false): JsonObject {
  if (smtp === null) return { smtp_host: null }
  const { host, port, secure, user, password_set, from } = smtp
  return {
    smtp_host: host,
    smtp_port: port,
    smtp_secure: secure,
    smtp_user: user,
    smtp_credentials: password_set ? (isNew ? 'given anew' : 'set') : null,
    from,
  }
}
