import { askForPasswordReset, resetPassword } from '../../contract/password-reset.ts'
import { Problem } from '../../contract/problems.ts'
import { endAccess } from '../../credentials/access-ending.ts'
import { checkNewPassword } from '../../credentials/common-passwords.ts'
import { useMagicToken } from '../../credentials/magic-tokens.ts'
import { accountOf, forgetBrowsers, personByEmail, personById, setPassword } from '../../credentials/people.ts'
import type { MagicPrincipal, Principal } from '../../credentials/principal.ts'
import { preparedChange, type Route } from '../../http/handler.ts'
import { forgetMailTo, queueMail } from '../../mail/outbox.ts'
import type { SessionServices } from './routes.ts'

const nobody = { id: 'nobody', name: 'Nobody At All' }

/**
 * A forgotten password. Asking for a link costs and answers the same whether there is such an account or not, and is slowed down by account and
 * address like wrong passwords, so that nobody's mailbox is flooded. Two-factor stays as it is: a mailbox is one factor.
 */
export function resetRoutes({ db, throttle, passwords, workspace }: SessionServices): Route[] {
  return [
    preparedChange(
      askForPasswordReset,
      async (call) => {
        const account = accountOf(call.body.email)
        const { address } = call
        return {
          account,
          attempt: throttle.begin(db, { account: `reset of ${account}`, address, knownBrowser: null }, call.now),
        }
      },
      (call, change, { account, attempt }) => {
        attempt.failed(change.db, call.now)
        attempt.done()
        const person = personByEmail(change.db, account)
        const reader = person === undefined || person.disabled_at !== null ? nobody : person
        queueMail(change.db, {
          kind: 'password_reset',
          to: account,
          pageId: null,
          subjectId: reader.id,
          data: { name: reader.name },
          now: call.now,
        })
        // The same work for nobody, so that how long it takes tells nothing; then there is no mail.
        if (reader === nobody) forgetMailTo(change.db, nobody.id)
        else change.record({ target: { type: 'user', id: reader.id, label: reader.name }, pageId: null })
        return { body: undefined }
      },
    ),

    preparedChange(
      resetPassword,
      async (call) => {
        const person = personById(db, holderOf(call.caller).subjectId)
        const ownWords = person === undefined ? [] : [person.email, person.name]
        await checkNewPassword(call.body.password, [...ownWords, workspace.current.name ?? ''])
        return passwords.hash(call.body.password)
      },
      (call, change, hash) => {
        const holder = holderOf(call.caller)
        const person = personById(change.db, holder.subjectId)
        if (person === undefined || person.disabled_at !== null) throw new Problem('token_revoked')
        if (!useMagicToken(change.db, holder, call.now)) throw new Problem('magic_used')
        setPassword(change.db, person.id, hash)
        forgetBrowsers(change.db, person.id)
        for (const ended of endAccess(change.db, person.id, { now: call.now, reason: 'password reset' }))
          change.record(ended)
        change.record({ target: { type: 'user', id: person.id, label: person.name }, pageId: null })
        change.accessChanged()
        return { body: { email: person.email } }
      },
      { essential: true },
    ),
  ]
}

/** The route takes nothing else; the pipeline has made sure. */
function holderOf(caller: Principal): MagicPrincipal {
  if (caller.kind !== 'magic' || caller.purpose !== 'password_reset') throw new Problem('invalid_token')
  return caller
}
