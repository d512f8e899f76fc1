import { exportAuditLog, verifyAuditLog } from '../../src-server/contract/audit.ts'
import { fullPath } from '../../src-server/contract/endpoint.ts'
import { SignInFailure } from '../../src-server/contract/native-sign-in.ts'
import { exportTokens } from '../../src-server/contract/tokens.ts'
import { type OutboundCode, OutboundFailure } from '../../src-server/outbound/failure.ts'
import type { HeardAnswer, Upstream } from '../forward.ts'
import { UpstreamRefusal } from '../forward.ts'
import type { RemoteCredential } from './remote-credential.ts'
import { headPatienceMs, type RemoteDoor, readWhole } from './remote-door.ts'

/**
 * A remote behind a window. What it answers is read whole, at most 1 MiB in ten seconds, before the window hears of it; only exports
 * stream. Every failure has a sentence that says what to do, and the connection notes it.
 * Held by test/main/remote-door.test.ts (hostile remotes) and test/e2e/electron-connections.test.ts.
 */
export interface RemoteUpstreamParts {
  readonly door: () => RemoteDoor
  readonly credential: RemoteCredential
  /** It answered; `ended`: and would not take the credential any more. */
  readonly answered: (tookMs: number, ended: boolean) => void
  readonly failed: (failure: OutboundFailure) => void
  /** Monotonic milliseconds. */
  readonly nowMs: () => number
}

/** What reads the whole log takes its time. */
const slowMs = 120_000
const slowPaths: ReadonlySet<string> = new Set([exportAuditLog, exportTokens, verifyAuditLog].map(fullPath))
const streamed: ReadonlySet<string> = new Set([exportAuditLog, exportTokens].map(fullPath))

export function remoteUpstream(parts: RemoteUpstreamParts): Upstream {
  const { door, credential, nowMs } = parts
  const patienceFor = (path: string): number => (slowPaths.has(path) ? slowMs : headPatienceMs)

  function refusal(error: unknown): unknown {
    if (!(error instanceof OutboundFailure)) return error
    parts.failed(error)
    const { code, words } = problemOf(error.code)
    return new UpstreamRefusal(code, words, { why: error.code })
  }

  return {
    async send(call) {
      const before = nowMs()
      try {
        const path = call.path.split('?', 1)[0] ?? ''
        const answer = await door().send({ ...call, patienceMs: patienceFor(path) })
        parts.answered(nowMs() - before, false)
        return answer
      } catch (error) {
        if (call.signal.aborted) throw error
        throw refusal(error)
      }
    },
    whole(answer, path) {
      if (streamed.has(path) && (answer.statusCode ?? 0) < 300) return null
      return readWhole(answer, { patienceMs: patienceFor(path) }).catch((error: unknown) => {
        throw refusal(error)
      })
    },
    async credential() {
      try {
        return await credential.headers()
      } catch (error) {
        if (error instanceof SignInFailure)
          throw new UpstreamRefusal('connection_unreachable', error.message, { why: 'unreachable' })
        throw refusal(error)
      }
    },
    signedIn: ({ cookie, csrf }) => credential.keepSession(cookie, csrf),
    heard(answer: HeardAnswer) {
      if (credential.heard(answer)) parts.answered(0, true)
    },
  }
}

/** What a failure means for the window, and the sentence for it. Pure. */
export function problemOf(code: OutboundCode): {
  code: 'connection_unreachable' | 'connection_untrusted' | 'connection_unfit'
  words: string
} {
  const words = new OutboundFailure(code).message
  switch (code) {
    case 'name_not_found':
    case 'unreachable':
    case 'timeout':
      return { code: 'connection_unreachable', words }
    case 'certificate_untrusted':
    case 'certificate_changed':
      return { code: 'connection_untrusted', words }
    default:
      return { code: 'connection_unfit', words }
  }
}
