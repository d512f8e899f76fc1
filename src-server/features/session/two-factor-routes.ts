import { rfc3339Of, rfc3339OrNull } from '../../contract/fields.ts'
import { Problem } from '../../contract/problems.ts'
import {
  beginTwoFactor,
  confirmTwoFactor,
  disableTwoFactor,
  getTwoFactor,
  renewRecoveryCodes,
} from '../../contract/two-factor.ts'
import {
  keepRecoveryCodes,
  mintRecoveryCodes,
  recoveryCodesLeft,
  shownRecoveryCode,
} from '../../credentials/recovery-codes.ts'
import { loadTotp, newTotpSecret } from '../../credentials/totp.ts'
import {
  endTwoFactor,
  firstCodeStep,
  beginTwoFactor as keepPending,
  pendingLifeMs,
  confirmTwoFactor as takeFirstCode,
  twoFactorOf,
} from '../../credentials/two-factor.ts'
import { preparedChange, type Route, read, refused } from '../../http/handler.ts'
import { abandon, compareOwn, settleOwn } from './confirm.ts'
import type { SessionServices } from './routes.ts'
import { sessionOf } from './rules.ts'

/** Apps show a code in two groups. */
const codeOf = (typed: string): string => typed.replaceAll(/\s/g, '')

/** Someone's own two-factor: on, off, and recovery codes. Secret and codes are in one answer each, and in no other. */
export function twoFactorRoutes(services: SessionServices): Route[] {
  const { db, passwords, sealer, workspace } = services

  const ownTarget = (caller: { userId: string; name: string }) => ({
    target: { type: 'user', id: caller.userId, label: caller.name },
    pageId: null,
  })

  return [
    read(getTwoFactor, (call, readable) => {
      const { userId } = sessionOf(call.caller)
      const row = twoFactorOf(readable, userId)
      return {
        body: {
          enabled: row?.secret != null,
          enabled_at: rfc3339OrNull(row?.confirmed_at ?? null),
          last_used_at: rfc3339OrNull(row?.last_used_at ?? null),
          recovery_codes_left: recoveryCodesLeft(readable, userId),
        },
      }
    }),

    preparedChange(
      beginTwoFactor,
      () => loadTotp(),
      (call, change, totp) => {
        const caller = sessionOf(call.caller)
        const secret = newTotpSecret()
        const until = call.now + pendingLifeMs
        keepPending(change.db, sealer, caller.userId, secret, until)
        change.record(ownTarget(caller))
        const issuer = `Beatkeeper ${workspace.current.name ?? ''}`
        return {
          body: {
            secret: totp.textOf(secret),
            uri: totp.uriOf(secret, issuer, caller.email),
            expires_at: rfc3339Of(until),
          },
        }
      },
    ),

    preparedChange(
      confirmTwoFactor,
      async (call) => {
        const totp = await loadTotp()
        const given = { userId: sessionOf(call.caller).userId, code: codeOf(call.body.code), now: call.now }
        const isRight = firstCodeStep(db, sealer, totp, given) !== null
        return { totp, given, codes: isRight ? await mintRecoveryCodes(passwords) : [] }
      },
      (call, change, { totp, given, codes }) => {
        const caller = sessionOf(call.caller)
        if (!takeFirstCode(change.db, sealer, totp, given) || codes.length === 0) throw new Problem('two_factor_failed')
        keepRecoveryCodes(change.db, caller.userId, codes)
        change.record(ownTarget(caller))
        return { body: { recovery_codes: codes.map(({ code: each }) => shownRecoveryCode(each)) } }
      },
    ),

    preparedChange(
      renewRecoveryCodes,
      async (call) => {
        const proof = await compareOwn(services, call, call.body)
        try {
          const isRight = proof.confirmation.rightFor !== null && proof.given !== null
          return { proof, codes: isRight ? await mintRecoveryCodes(passwords) : [] }
        } catch (error) {
          abandon(proof)
          throw error
        }
      },
      (call, change, { proof, codes }) => {
        const settled = settleOwn(change, services, proof, call.now)
        if (settled.person === null) return settled.refusal
        if (codes.length === 0) return refused(new Problem('two_factor_off'))
        const caller = sessionOf(call.caller)
        keepRecoveryCodes(change.db, caller.userId, codes)
        change.record(ownTarget(caller))
        return { body: { recovery_codes: codes.map(({ code }) => shownRecoveryCode(code)) } }
      },
    ),

    preparedChange(
      disableTwoFactor,
      (call) => compareOwn(services, call, call.body),
      (call, change, proof) => {
        const settled = settleOwn(change, services, proof, call.now)
        if (settled.person === null) return settled.refusal
        if (proof.given === null) return refused(new Problem('two_factor_off'))
        const caller = sessionOf(call.caller)
        endTwoFactor(change.db, caller.userId)
        change.record(ownTarget(caller))
        return { body: undefined }
      },
    ),
  ]
}
