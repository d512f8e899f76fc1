import { decide } from '../access/decide.ts'
import { Problem } from '../contract/problems.ts'
import type { Generation } from '../credentials/generation.ts'
import type { MagicPrincipal, Principal } from '../credentials/principal.ts'
import type { CredentialResolver } from '../credentials/resolver.ts'
import { refuseLocked } from './check-locked.ts'
import type { Exchange } from './exchange.ts'
import { problemOf } from './judge.ts'

export interface JudgeAgainOptions {
  readonly resolver: Pick<CredentialResolver, 'again'>
  readonly generation: Pick<Generation, 'current'>
  /** A magic token read again: whoever used or replaced it a moment ago did so in this very batch. Null: it is gone. */
  magicAgain(principal: MagicPrincipal): MagicPrincipal | null
  /** The exchange's facts gathered anew, with this principal. */
  reconsider(exchange: Exchange, principal: Principal): void
}

/**
 * Judges a request once more, in its batch, where access data has moved on since it was authorized: its body took long, a password was
 * hashed, or a request before it in the very same batch revoked its token. Costs one comparison where nothing moved.
 */
export function createJudgeAgain({
  resolver,
  generation,
  magicAgain,
  reconsider,
}: JudgeAgainOptions): (exchange: Exchange) => void {
  return (exchange) => {
    const { principal } = exchange
    if (principal === null || principal.kind === 'oauth') return
    if (principal.kind !== 'magic' && principal.generation === generation.current) return
    const again = principal.kind === 'magic' ? magicAgain(principal) : resolver.again(principal)
    if (again === null) throw new Problem(principal.kind === 'session' ? 'session_expired' : 'invalid_token')
    if (exchange.route !== null) refuseLocked(again, exchange.route.endpoint)
    reconsider(exchange, again)
    const decision = exchange.facts === null ? null : decide(exchange.facts)
    if (decision !== null && !decision.allowed) throw problemOf(decision, exchange)
  }
}
