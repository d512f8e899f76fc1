import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { createClient, NoAnswer, Refusal } from '../contract/client.ts'
import { consoleIdentity } from '../contract/system.ts'
import { isProof } from '../credentials/install-key.ts'
import { CommandFailure } from './command-line.ts'

/**
 * The server that runs on a data folder of this computer, found by the file that it leaves there, and asked to prove itself before it
 * is told a token: the port of a server that has died is free for any program. Held by test/cli/identity.test.ts.
 */
export interface LocalServer {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly version: string
  readonly public_key: string
  readonly started_at: string
}

const endpointFile = z.object({
  url: z.string(),
  port: z.int(),
  pid: z.int(),
  version: z.string(),
  public_key: z.string(),
  started_at: z.string(),
})

/** What endpoint.json says; null where no server runs, or it cannot be read. */
export function readLocalServer(dataDir: string): LocalServer | null {
  try {
    const parsed = endpointFile.safeParse(JSON.parse(readFileSync(join(dataDir, 'endpoint.json'), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/**
 * Makes sure that what answers at its address is the server that wrote endpoint.json.
 * @throws CommandFailure when nothing answers, or somebody else does.
 */
export async function proveLocalServer({ url, port, public_key }: LocalServer, dataDir: string): Promise<void> {
  const nonce = randomBytes(32).toString('base64url')
  const call = createClient({ origin: url, fetch, headers: {} })
  const signal = AbortSignal.timeout(10_000)
  try {
    const proof = await call(consoleIdentity, { query: { nonce }, signal })
    if (proof.nonce === nonce && proof.port === port && isProof(public_key, nonce, port, proof.signature)) return
  } catch (error) {
    if (error instanceof NoAnswer && error.cause !== undefined) {
      throw new CommandFailure(
        `No server answers at ${url}, although ${join(dataDir, 'endpoint.json')} names it: it ended without clearing up. Start it again: beatkeeper serve --data ${dataDir}`,
      )
    }
    if (!(error instanceof Refusal || error instanceof NoAnswer)) throw error
  }
  throw new CommandFailure(
    `What answers at ${url} is not the server of ${dataDir}: it could not prove itself. No token was sent. Find out which program has taken the port (${port}), stop it, and start beatkeeper serve again.`,
  )
}
