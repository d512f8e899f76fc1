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

export const systemEndpoints = [healthz, readyz, openapi, apiDocs] as const
