import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type * as z from 'zod/mini'
import { type FieldError, Problem } from '../contract/problems.ts'
import { findSecrets } from '../credentials/secret-format.ts'
import { parseStrictJson, StrictJsonError } from '../lib/strict-json.ts'
import type { Exchange, Step } from './exchange.ts'
import { formType, parseForm } from './read-form.ts'

/**
 * The body, read and parsed at the door: media type, size, strict JSON, the endpoint's own schema, and no secret of ours in any
 * field that will be stored (someone is about to publish it). What passes here is trusted inside.
 */

const maxBytes = 1024 * 1024

export const readInput: Step = function readInput(exchange) {
  const endpoint = exchange.route?.endpoint
  if (endpoint === undefined) return
  if (endpoint.query !== undefined) exchange.parsedQuery = parsed(endpoint.query, exchange.query, '/query')
  else if (
    endpoint.answers !== 'html' &&
    endpoint.answers !== 'feed' &&
    exchange.search !== '' &&
    Object.keys(exchange.query).length > 0
  ) {
    // A page for people or their feed reader takes what others put into its links (utm_source and the like) and reads none of it.
    const name = Object.keys(exchange.query)[0] ?? ''
    throw new Problem('validation_failed', {
      errors: [{ path: `/query/${pointer(name)}`, message: 'is not a parameter of this endpoint' }],
    })
  }
  if (endpoint.method === 'GET') return checkParams(exchange)
  return readBody(exchange).then(() => checkParams(exchange))
}

/** An id of the wrong shape is an id of nothing: 404, after the body was read, exactly as for one that is not there. */
function checkParams({ route }: Exchange): void {
  const { params } = route?.endpoint ?? {}
  if (params !== undefined && !params.safeParse(route?.params).success) throw new Problem('not_found')
}

async function readBody(exchange: Exchange): Promise<void> {
  const endpoint = exchange.route?.endpoint
  const { headers, req } = exchange
  const hasBody =
    headers.get('content-length') !== undefined
      ? headers.get('content-length') !== '0'
      : headers.get('transfer-encoding') !== undefined
  if (endpoint?.takes === 'anything') {
    // A mail provider's one click (RFC 8058) comes as a form of either kind; the address says all there is to know.
    if (hasBody) await collect(req, bytesOfAnything)
    return
  }
  if (hasBody) {
    const isForm = endpoint?.takes === 'form'
    const type = headers.get('content-type') ?? ''
    if (isForm ? !formType.test(type) : !/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type))
      throw new Problem('unsupported_media_type', isForm ? { detail: 'Send the form of this page.' } : {})
    if (headers.get('content-encoding') !== undefined)
      throw new Problem('unsupported_media_type', { detail: 'Send the body uncompressed.' })
    if (Number(headers.get('content-length') ?? 0) > maxBytes)
      throw new Problem('payload_too_large', { headers: { Connection: 'close' } })
  }
  const bytes = hasBody ? await collect(req) : empty
  // Only Idempotency-Key asks for it.
  if (headers.get('idempotency-key') !== undefined) exchange.bodyHash = createHash('sha256').update(bytes).digest()
  if (endpoint?.body === undefined) {
    if (bytes.length === 0) return
    const value = json(bytes)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Problem('validation_failed', { errors: [{ path: '', message: 'must be an object' }] })
    const extra = Object.keys(value)
    if (extra.length > 0)
      throw new Problem('validation_failed', {
        errors: extra.map((name) => ({ path: `/${pointer(name)}`, message: 'is not a field here' })),
      })
    return
  }
  if (bytes.length === 0 && endpoint.bodyOptional !== true && endpoint.takes !== 'form') {
    throw new Problem('invalid_json', { detail: 'This endpoint needs a JSON body.' })
  }
  const value = endpoint.takes === 'form' ? parseForm(textOf(bytes)) : bytes.length === 0 ? {} : json(bytes)
  if (endpoint.takesSecrets !== true) refuseSecrets(value, '')
  exchange.body = parsed(endpoint.body, value, '')
}

const empty = Buffer.alloc(0)

/** Nobody reads it. */
const bytesOfAnything = 64 * 1024

/** The body, as soon as all of what Content-Length announces is here. */
function collect(req: IncomingMessage, atMost = maxBytes): Promise<Buffer> {
  const announced = Number(req.headers['content-length'])
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const whole = (): Buffer => (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
    const broken = (): void => reject(new Problem('request_timeout', { headers: { Connection: 'close' } }))
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > atMost) {
        req.removeAllListeners('data')
        req.resume()
        reject(new Problem('payload_too_large', { headers: { Connection: 'close' } }))
        return
      }
      chunks.push(chunk)
      if (size === announced) resolve(whole())
    })
    req.on('end', () => resolve(whole()))
    req.on('error', broken)
    req.on('aborted', broken)
  })
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Problem('invalid_json', { detail: 'The body is not valid UTF-8.' })
  }
}

function json(bytes: Buffer): unknown {
  try {
    return parseStrictJson(textOf(bytes))
  } catch (error) {
    throw error instanceof StrictJsonError ? new Problem('invalid_json', { detail: error.message }) : error
  }
}

/** Refuses a body that carries one of our own checksum-valid secrets anywhere, keys included. */
function refuseSecrets(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (findSecrets(value).length > 0)
      throw new Problem('credential_in_body', { errors: [{ path, message: 'holds one of our secrets' }] })
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) refuseSecrets(each, `${path}/${index}`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      if (findSecrets(key).length > 0)
        throw new Problem('credential_in_body', {
          errors: [{ path, message: 'has a field named like one of our secrets' }],
        })
      refuseSecrets(each, `${path}/${pointer(key)}`)
    }
  }
}

function parsed(schema: z.ZodMiniType, value: unknown, base: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Problem('validation_failed', { errors: fieldErrors(result.error.issues, base, value) })
}

/** zod's issues as RFC 6901 pointers and sentences; each unknown field is an error of its own. */
function fieldErrors(issues: readonly z.core.$ZodIssue[], base: string, input: unknown): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const path = base + issue.path.map((part) => `/${pointer(String(part))}`).join('')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: `${path}/${pointer(key)}`,
        message: base === '/query' ? 'is not a parameter of this endpoint' : 'is not a field here',
      }))
    }
    if (issue.code === 'invalid_union') {
      const first = issue.errors.find((branch) => branch.length > 0)
      if (first !== undefined) return fieldErrors(first, path, valueAt(input, issue.path))
    }
    return [{ path, message: sentenceOf(issue, valueAt(input, issue.path)) }]
  })
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, part)
  }
  return value
}

function sizeUnit(origin: string, size: number | bigint): string {
  if (origin === 'string') return ` character${size === 1 ? '' : 's'} long`
  return origin === 'array' ? ` entr${size === 1 ? 'y' : 'ies'} long` : ''
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (
    value === undefined &&
    (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union')
  )
    return 'is required'
  if (issue.code === 'invalid_type')
    return issue.expected === 'int' ? 'must be a whole number' : `must be of type ${issue.expected}`
  if (issue.code === 'invalid_value')
    return `must be ${issue.values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}`
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${sizeUnit(issue.origin, issue.minimum)}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${sizeUnit(issue.origin, issue.maximum)}`
  return issue.message === '' || issue.message === 'Invalid input' ? 'is not valid' : issue.message
}

function pointer(part: string): string {
  return part.slice(0, 120).replaceAll('~', '~0').replaceAll('/', '~1')
}
