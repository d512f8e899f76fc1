import fc from 'fast-check'

/** JSON as a schema of the OpenAPI document wants it, and as it does not: right values, wrong types, edges, and texts that have broken others. */

export interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** SQL, traversal, NUL, Unicode, CRLF, formulas, prototypes, HTML, formats, lone surrogates, right-to-left. */
export const awkwardTexts: readonly string[] = [
  '',
  ' ',
  "' OR 1=1 --",
  '"; DROP TABLE tokens; --',
  '%',
  '_',
  '\\',
  '../../etc/passwd',
  '..\\..\\boot.ini',
  'a\u0000b',
  'a\r\nSet-Cookie: x=y',
  '=cmd|x',
  '__proto__',
  'constructor',
  'toString',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '#{7*7}',
  '%s%n',
  '\ud800',
  '\u202eevil',
  '👩‍👩‍👧‍👦',
  'ﷺ'.repeat(40),
  'é'.normalize('NFD'),
  'x'.repeat(5000),
  'null',
  'true',
  '0',
  '1e999',
  '2026-02-30T00:00:00Z',
  '2027-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  'javascript:alert(1)',
  'https://example.org/',
  'a@b',
  '127.0.0.1',
  '::/0',
  'status.acme.test',
  'viewer',
  'checks:read',
]

const text = fc.oneof(
  fc.constantFrom(...awkwardTexts),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 12 }),
)
const number = fc.oneof(
  fc.integer({ min: -2, max: 400 }),
  fc.constantFrom(0, -0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, Number.MIN_VALUE, 2 ** 60),
)
const anything = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  number,
  text,
  fc.constant([]),
  fc.constant({}),
  fc.jsonValue({ maxDepth: 2 }),
)

/** `known`: ids and keys that exist, tried wherever a text may stand. */
export function jsonOf(schema: JsonSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  const word = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 4, arbitrary: text })
  const right = rightOf(schema, known, word)
  return fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: anything })
}

function rightOf(schema: JsonSchema, known: readonly string[], word: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map((each) => jsonOf(each, known)))
  if (schema.allOf !== undefined) return jsonOf(schema.allOf[0] ?? {}, known)
  switch (schema.type) {
    case 'string':
      return word
    case 'integer':
    case 'number':
      return number
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(jsonOf(schema.items ?? {}, known), { maxLength: 4 })
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(
        ([name, each]) => [name, jsonOf(each, known)] as const,
      )
      const required = (schema.required ?? []).filter((name) => properties.some(([each]) => each === name))
      return fc.record(Object.fromEntries(properties), { requiredKeys: required })
    }
    default:
      return anything
  }
}
