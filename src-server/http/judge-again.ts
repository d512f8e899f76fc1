import { decide } from '../access/decide.ts'
import { Problem } from '../contract/problems.ts'
import type { Generation } from '../credentials/generation.ts'
import type { Principal } from '../credentials/principal.ts'
import type { CredentialResolver } from '../credentials/resolver.ts'
import type { Exchange } from './exchange.ts'
import { problemOf } from './judge.ts'

export interface JudgeAgainOptions {
  readonly resolver: Pick<CredentialResolver, 'again'>
  readonly generation: Pick<Generation, 'current'>
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
  reconsider,
}: JudgeAgainOptions): (exchange: Exchange) => void {
  return (exchange) => {
    const { principal } = exchange
    if (principal === null || principal.kind === 'oauth' || principal.kind === 'magic') return
    if (principal.generation === generation.current) return
    const again = resolver.again(principal)
    if (again === null) throw new Problem(principal.kind === 'session' ? 'session_expired' : 'invalid_token')
    reconsider(exchange, again)
    const decision = exchange.facts === null ? null : decide(exchange.facts)
    if (decision !== null && !decision.allowed) throw problemOf(decision, exchange)
  }
}
