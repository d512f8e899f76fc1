import type { IncomingMessage } from 'node:http'
import { Problem } from '../contract/problems.ts'
import type { Exchange } from '../http/exchange.ts'

/** Bodies of the authorization server: `application/x-www-form-urlencoded`, small. */

/** Requests of the protocol are well below: a client's longest field is its refresh token. */
const maxBytes = 32 * 1024

/**
 * The body of a POST, as it came.
 * @throws Problem `payload_too_large`, `unsupported_media_type`, `request_timeout`.
 */
export async function readForm({ req, headers }: Exchange): Promise<Buffer> {
  if (headers.get('content-encoding') !== undefined) throw new Problem('unsupported_media_type')
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  return collect(req)
}

function collect(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) return void chunks.push(chunk)
      req.removeAllListeners('data')
      req.resume()
      reject(tooLarge())
    })
    req.on('end', () => resolve(Buffer.concat(chunks)))
    const broken = (): void => reject(new Problem('request_timeout', { headers: { Connection: 'close' } }))
    req.on('error', broken)
    req.on('aborted', broken)
  })
}

function tooLarge(): Problem {
  return new Problem('payload_too_large', { headers: { Connection: 'close' }, detail: 'Send at most 32 kB.' })
}

/** Whether a media type is that of an HTML form. */
export function isForm(contentType: string | undefined): boolean {
  return /^application\/x-www-form-urlencoded\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType ?? '')
}
