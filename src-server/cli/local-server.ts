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
export async function proveLocalServer(server: LocalServer, dataDir: string): Promise<void> {
  const { url, port } = server
  const found = await whoAnswers(url, server.public_key, port)
  if (found === 'it') return
  if (found === 'nobody') {
    throw new CommandFailure(
      `No server answers at ${url}, although ${join(dataDir, 'endpoint.json')} names it: it ended without clearing up. Start it again: beatkeeper serve --data ${dataDir}`,
    )
  }
  throw new CommandFailure(
    `What answers at ${url} is not the server of ${dataDir}: it could not prove itself. No token was sent. Find out which program has taken the port (${port}), stop it, and start beatkeeper serve again.`,
  )
}

/**
 * Asks whoever answers at an address of this computer to prove that they hold a key.
 * @param port the one it listens on, which is part of what it signs; that of the address unless a file says another.
 */
export async function whoAnswers(
  url: string,
  publicKey: string,
  port = portOf(url),
): Promise<'it' | 'nobody' | 'somebody else'> {
  const nonce = randomBytes(32).toString('base64url')
  const call = createClient({ origin: url, fetch, headers: {} })
  try {
    const proof = await call(consoleIdentity, { query: { nonce }, signal: AbortSignal.timeout(10_000) })
    const isIt = proof.nonce === nonce && proof.port === port && isProof(publicKey, nonce, port, proof.signature)
    return isIt ? 'it' : 'somebody else'
  } catch (error) {
    if (error instanceof NoAnswer && error.cause !== undefined) return 'nobody'
    if (!(error instanceof Refusal || error instanceof NoAnswer)) throw error
    return 'somebody else'
  }
}

/** The key that a server on this computer shows, to be held to it from now on; null where it shows none. */
export async function keyShownAt(url: string): Promise<string | null> {
  const nonce = randomBytes(32).toString('base64url')
  const call = createClient({ origin: url, fetch, headers: {} })
  try {
    const proof = await call(consoleIdentity, { query: { nonce }, signal: AbortSignal.timeout(10_000) })
    return isProof(proof.public_key, nonce, portOf(url), proof.signature) ? proof.public_key : null
  } catch (error) {
    if (error instanceof Refusal || error instanceof NoAnswer) return null
    throw error
  }
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url)
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}
