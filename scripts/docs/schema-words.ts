import * as z from 'zod/mini'

/** What a schema takes, in a few words for people. Made from the schema itself. */

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly pattern?: string
}

export interface FieldWords {
  readonly name: string
  readonly words: string
  readonly required: boolean
}

/** The fields of an object's schema, in the order of the contract. */
export function fieldsOf(schema: z.ZodMiniType): FieldWords[] {
  // zod's own type for the document is wider than what it writes; the few members that are read here are all optional.
  const document = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return Object.entries(document.properties ?? {}).map(([name, field]) => ({
    name,
    words: wordsOf(field),
    required: document.required?.includes(name) ?? false,
  }))
}

/** The names of an answer's members; of a list (`data`) those of its entries. */
export function namesIn(reply: z.ZodMiniType): { readonly names: readonly string[]; readonly each: boolean } {
  const { properties = {} } = z.toJSONSchema(reply, { io: 'output', unrepresentable: 'any' }) as JsonSchema
  const entry = properties.data?.items?.properties
  return entry === undefined
    ? { names: Object.keys(properties), each: false }
    : { names: Object.keys(entry), each: true }
}

function wordsOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined)
    return schema.enum.length > 12 ? 'one of a list of words' : schema.enum.map(code).join(', ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(wordsOf))].join(' or ')
  if (schema.allOf !== undefined) return wordsOf(Object.assign({}, ...schema.allOf))
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : wordsOf(schema.items)}`
  if (schema.type === 'object') return objectWords(schema)
  if (schema.type === 'null') return '`null`'
  if (schema.type === 'boolean') return '`true` or `false`'
  if (schema.type === 'integer' || schema.type === 'number') return numberWords(schema)
  if (schema.type === 'string') return textWords(schema)
  return 'anything'
}

function objectWords({ properties = {}, required = [] }: JsonSchema): string {
  const fields = Object.keys(properties).map((name) => `${name}${required.includes(name) ? '' : '?'}`)
  return fields.length === 0 ? 'an object' : `\`{${fields.join(', ')}}\``
}

function numberWords({ type, minimum, maximum }: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number'
  const isBounded = minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  return isBounded ? `${kind} from ${minimum} to ${maximum}` : kind
}

function textWords({ pattern, maxLength }: JsonSchema): string {
  const prefix = /^\^([a-z]{3})_\[/.exec(pattern ?? '')?.[1]
  if (prefix !== undefined) return `an id, \`${prefix}_…\``
  return maxLength === undefined ? 'text' : `text of at most ${maxLength.toLocaleString('en')} characters`
}

function code(value: unknown): string {
  return `\`${String(value)}\``
}
