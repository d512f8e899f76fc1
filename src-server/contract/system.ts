import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'

/** Whether the server lives, whether it can answer, and what it can be asked. Outside of pages and credentials. */

export const healthz = endpoint({
  id: 'system.healthz',
  method: 'GET',
  path: '/healthz',
  root: true,
  summary: 'Is the process alive',
  permission: 'public',
  environments: 'shared',
  reply: z.object({ status: z.literal('ok') }),
  status: 200,
  change: null,
})

export const readyz = endpoint({
  id: 'system.readyz',
  method: 'GET',
  path: '/readyz',
  root: true,
  summary: 'Can it answer: database, log and disk',
  permission: 'public',
  environments: 'shared',
  reply: z.object({ status: z.enum(['ready', 'unavailable']), version: z.string(), needs_setup: z.boolean() }),
  status: 200,
  change: null,
})

export const openapi = endpoint({
  id: 'system.openapi',
  method: 'GET',
  path: '/openapi.json',
  summary: 'This contract as OpenAPI 3.1, made from the table that the server runs',
  permission: 'public',
  environments: 'shared',
  reply: z.record(z.string(), z.unknown()),
  status: 200,
  change: null,
})

export const apiDocs = endpoint({
  id: 'system.docs',
  method: 'GET',
  path: '/api/docs',
  root: true,
  summary: 'A page to read the contract and try it',
  permission: 'public',
  environments: 'shared',
  reply: z.string(),
  answers: 'html',
  status: 200,
  change: null,
})

/**
 * What the install key signs: the caller's nonce and the port that the server listens to. The first line keeps the signature from
 * meaning anything anywhere else; the port keeps a stranger on another port from fetching it here and passing it on.
 */
export function identityMessage(nonce: string, port: number): string {
  return `beatkeeper-console-identity-v1\n${nonce}\n${port}\n`
}

export const consoleIdentity = endpoint({
  id: 'system.identity',
  method: 'GET',
  path: '/.well-known/console-identity',
  root: true,
  summary: 'Prove that this is the server of its data folder: a signature that endpoint.json has the key for',
  permission: 'public',
  environments: 'shared',
  query: z.strictObject({
    /** Fresh for every question: 22 to 86 characters of base64url, at least 128 random bits. */
    nonce: z.string().check(z.regex(/^[A-Za-z0-9_-]{22,86}$/, 'must be 22 to 86 characters of base64url')),
  }),
  reply: z.object({
    nonce: z.string(),
    /** The port that the server listens to. */
    port: z.int(),
    /** Ed25519, 32 bytes, base64url. Compare it with the one in endpoint.json: by itself it proves nothing. */
    public_key: z.string(),
    /** Over `beatkeeper-console-identity-v1`, the nonce and the port, each ended by a line feed; base64url. */
    signature: z.string(),
  }),
  status: 200,
  change: null,
})

export const systemEndpoints = [healthz, readyz, openapi, apiDocs, consoleIdentity] as const
