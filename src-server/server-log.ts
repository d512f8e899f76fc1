import pino, { type DestinationStream, type Logger } from 'pino'
import type { Config } from './config.ts'
import { conceal } from './journal/conceal.ts'

/**
 * The server's own log, for whoever runs it: a line of JSON for each thing that went wrong, on stderr.
 *
 * Chosen: of an error its type, code, message, stack and causes, with our secrets taken out of every text, and nothing else. pino's own
 * serializer copies whatever an error carries, and a Problem carries headers (cookies among them), fields and what a feature added.
 * Left out: requests. Bodies and headers hold passwords and tokens; what was asked by whom stands in the audit log, without them.
 * Held by test/http/server-log.test.ts (T30).
 */
export function openServerLog(
  level: Config['logLevel'],
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: (error) => told(error) } },
    destination,
  )
}

interface Told {
  readonly type: string
  readonly code?: string
  readonly message: string
  readonly stack?: string
  readonly cause?: Told
}

/** Causes of causes are followed this far. */
const depthMax = 4

function told(error: unknown, depth = 0): Told {
  if (!(error instanceof Error)) return { type: typeof error, message: conceal(String(error)) }
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    message: conceal(error.message),
    ...(error.stack === undefined ? {} : { stack: conceal(error.stack) }),
    ...(error.cause === undefined || depth >= depthMax ? {} : { cause: told(error.cause, depth + 1) }),
  }
}
