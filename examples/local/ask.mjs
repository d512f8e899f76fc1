// Asks the Beatkeeper that runs on this computer: node examples/local/ask.mjs [/api/v1/…] [DATA_FOLDER]
//
// Finds it by its endpoint.json, lets it prove that it is the one, and only then sends the token of BEATKEEPER_TOKEN_FILE.
// Needs Node 20 or newer and nothing else.
import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

const [path = '/api/v1/me', data = dataFolder()] = process.argv.slice(2)

/** Where the data folder lies when nobody says otherwise. */
function dataFolder() {
  const { LOCALAPPDATA, XDG_DATA_HOME } = process.env
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Beatkeeper')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Beatkeeper')
  return join(XDG_DATA_HOME?.startsWith('/') ? XDG_DATA_HOME : join(homedir(), '.local', 'share'), 'beatkeeper')
}

/**
 * The address of the running server. The port of one that has died is free for any program; so it signs a question that nobody could
 * know before, with the key that stands in a file which only its owner can write.
 */
async function provenServer() {
  const text = await readFile(join(data, 'endpoint.json'), 'utf8').catch(() => {
    throw new Error(`No Beatkeeper runs on ${data}.`)
  })
  const { url, port, public_key: x } = JSON.parse(text)
  const nonce = randomBytes(24).toString('base64url')
  const asked = `${url}/.well-known/console-identity?nonce=${nonce}`
  const answer = await fetch(asked, { redirect: 'error', signal: AbortSignal.timeout(10_000) })
  const { signature = '' } = await answer.json().catch(() => ({}))
  const message = Buffer.from(`beatkeeper-console-identity-v1\n${nonce}\n${port}\n`)
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  if (!verify(null, message, key, Buffer.from(String(signature), 'base64url')))
    throw new Error(`What answers at ${url} is not the Beatkeeper of ${data}. No token was sent.`)
  return url
}

try {
  const url = await provenServer()
  const token = (await readFile(process.env.BEATKEEPER_TOKEN_FILE ?? '', 'utf8')).trim()
  const answer = await fetch(`${url}${path}`, {
    headers: { Authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  })
  process.stdout.write(`${await answer.text()}\n`)
  if (!answer.ok) process.exitCode = 1
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
