import * as z from 'zod/mini'
import { credentialsOf, type Endpoint, fullPath } from '../contract/endpoint.ts'
import { describeProblem, type ProblemCode } from '../contract/problems.ts'
import { refusalsOf } from './refusals-of.ts'

/**
 * OpenAPI 3.1, made from the same values that the router runs; never written by hand.
 * Left out: what JSON Schema cannot say (refinements). Their sentences come with the 422. Held by test/http/openapi.test.ts.
 */

type Json = Record<string, unknown>

function jsonSchemaOf(schema: z.ZodMiniType, io: 'input' | 'output') {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return json
}

function responsesOf(endpoint: Endpoint): Json {
  const responses: Json = {}
  const success: Json = {
    description: endpoint.summary,
    headers: { 'X-Request-ID': { $ref: '#/components/headers/RequestId' } },
  }
  if (endpoint.status !== 204) {
    // A stream's own media type goes by its format.
    const schema = jsonSchemaOf(endpoint.reply, 'output')
    success.content = Object.fromEntries(typesOf(endpoint).map((type) => [type, { schema }]))
  }
  responses[String(endpoint.status)] = success
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of refusalsOf(endpoint)) {
    const { status } = describeProblem(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    responses[String(status)] = {
      description: codes.map((code) => `\`${code}\`: ${describeProblem(code).detail}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  }
  return responses
}

/** The media types of an answer. */
function typesOf({ answers = 'json', path }: Endpoint): readonly string[] {
  if (answers === 'feed') return [path.endsWith('.rss') ? 'application/rss+xml' : 'application/atom+xml']
  return [{ json: 'application/json', html: 'text/html', stream: '*/*' }[answers]]
}

/** Of a body. */
const bodyTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded', anything: '*/*' } as const

function parametersOf(endpoint: Endpoint): Json[] {
  const { properties: shapes = {} } = endpoint.params === undefined ? {} : jsonSchemaOf(endpoint.params, 'input')
  const path = [...endpoint.path.matchAll(/:([a-z_]+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: shapes[name] ?? { type: 'string' },
  }))
  if (endpoint.query === undefined) return path
  const { properties = {}, required = [] } = jsonSchemaOf(endpoint.query, 'input')
  const query = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
  return [...path, ...query]
}

const securityNames = { api_token: 'apiToken', oauth: 'apiToken', session: 'session', magic: 'magicToken' } as const

function operationOf(endpoint: Endpoint): Json {
  const { permission } = endpoint
  const operation: Json = {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.id.split('.')[0]],
    parameters: parametersOf(endpoint),
    responses: responsesOf(endpoint),
    security:
      permission === 'public'
        ? []
        : [...new Set(credentialsOf(endpoint).map((kind) => securityNames[kind]))].map((name) => ({ [name]: [] })),
    'x-permission': permission,
    ...(endpoint.orPermission === undefined ? {} : { 'x-or-permission': endpoint.orPermission }),
    ...(endpoint.andPermission === undefined ? {} : { 'x-and-permission': endpoint.andPermission }),
    'x-environments': endpoint.environments,
    'x-every-page': endpoint.everyPage ?? false,
    'x-audit-event': endpoint.change,
  }
  if (endpoint.body !== undefined) {
    operation.requestBody = {
      required: endpoint.bodyOptional !== true,
      content: { [bodyTypes[endpoint.takes ?? 'json']]: { schema: jsonSchemaOf(endpoint.body, 'input') } },
    }
  }
  return operation
}

/** The whole document. */
export function openApiDocument(endpoints: readonly Endpoint[], version: string): Json {
  const paths: Record<string, Json> = {}
  for (const endpoint of endpoints) {
    const path = fullPath(endpoint).replaceAll(/:([a-z_]+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Beatkeeper',
      version,
      description:
        'API tokens, roles, the audit log and the public status API of one workspace. The page is found from the Host header; automation never names it.',
    },
    paths,
    components: {
      securitySchemes: {
        apiToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token (bk_live_… or bk_test_…). Never in a URL.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-sid',
          description: 'A signed-in session; what changes something also carries X-CSRF.',
        },
        magicToken: { type: 'apiKey', in: 'header', name: 'X-Magic-Token' },
      },
      headers: { RequestId: { description: 'Yours where it was well-formed, else ours.', schema: { type: 'string' } } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string', description: 'What to do, for people.' },
            code: { type: 'string', description: 'Stable; also in the header X-Error.' },
            request_id: { type: 'string' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'message'],
                properties: { path: { type: 'string', description: 'JSON Pointer' }, message: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  }
}
