import { createSignal } from 'solid-js'
import { createStore, produce, reconcile, unwrap } from 'solid-js/store'
import * as z from 'zod/mini'
import { type ApiProblem, problemOf } from '../api/problem.ts'
import { type FieldProblem, messageFor, orphans, problemsOf, problemsOfRefusal } from './form-errors.ts'
import { conflictingKeys } from './merge.ts'

/**
 * Forms without a library: a store of values, the contract's own schema, and errors by JSON Pointer from here and from the server.
 *
 *     const form = createForm({ initial: {…}, body: (values) => ({…}), schema: createToken.body, send: (body) => call(createToken, { body }) })
 *     <TextField label="Name" {...form.text('name')} />
 *     <Button busy={form.sending()} onClick={form.submit}>Create token</Button>
 *
 * Errors show after the first try and follow each change from then on. `words` replaces the contract's message for a pointer where
 * a person needs to hear it differently. What happens with a refusal that belongs to no field: `form.problem()`.
 * The pure half is form-errors.ts. Held by test/renderer/form-errors.test.ts and test/ui.
 */

export interface FormSpec<Values extends object, Body, Reply> {
  initial: Values
  /** What is sent, from what was typed. */
  body: (values: Values) => Body
  /** The contract's schema of that body. */
  schema?: z.ZodMiniType
  /** Checks that the schema cannot make (a word typed to confirm). */
  check?: (values: Values) => FieldProblem[]
  /** Another message for a pointer. */
  words?: (pointer: string, message: string) => string | undefined
  send: (body: Body, values: Values) => Promise<Reply>
  done?: (reply: Reply) => void
}

/** The keys whose value is text. */
export type TextKeys<Values> = { [Key in keyof Values]: Values[Key] extends string ? Key : never }[keyof Values]

export interface Form<Values extends object> {
  values: Values
  set: <Key extends keyof Values>(key: Key, value: Values[Key]) => void
  assign: (values: Partial<Values>) => void
  /** Props of a text field for a key whose value is text; the pointer is `/key` unless given. */
  text: <Key extends TextKeys<Values>>(
    key: Key,
    pointer?: string,
  ) => { value: string; onChange: (value: string) => void; error: string | undefined; name: string }
  error: (pointer: string) => string | undefined
  /** Whether anything differs from the start. */
  dirty: () => boolean
  sending: () => boolean
  /** The refusal that is about no field. */
  problem: () => ApiProblem | null
  /** Wrong fields that no field of this form shows. */
  others: (pointers: readonly string[]) => FieldProblem[]
  submit: () => Promise<void>
  reset: (values?: Values) => void
  /** The element whose fields are focused when they are wrong; pass as `ref`. */
  element: (element: HTMLElement) => void
}

export function createForm<Values extends object, Body, Reply>(spec: FormSpec<Values, Body, Reply>): Form<Values> {
  const initial = (values: Values): Values => structuredClone(unwrap(values))
  const [start, setStart] = createSignal<Values>(initial(spec.initial))
  const [values, setValues] = createStore<Values>(initial(spec.initial))
  const [tried, setTried] = createSignal(false)
  const [sending, setSending] = createSignal(false)
  const [problem, setProblem] = createSignal<ApiProblem | null>(null)
  const [fromServer, setFromServer] = createSignal<readonly FieldProblem[]>([])
  let element: HTMLElement | undefined

  const parse = (): { body: Body; problems: FieldProblem[] } => {
    const typed = spec.body(values)
    const own = spec.check?.(values) ?? []
    if (spec.schema === undefined) return { body: typed, problems: own }
    const result = z.safeParse(spec.schema, typed)
    // What was typed is sent, not what the parse made of it: the contract's transforms (times to milliseconds) are the server's to make.
    return { body: typed, problems: result.success ? own : [...own, ...problemsOf(result.error.issues)] }
  }
  const problems = (): readonly FieldProblem[] => (tried() ? [...parse().problems, ...fromServer()] : fromServer())
  const worded = (pointer: string): string | undefined => {
    const message = messageFor(problems(), pointer)
    return message === undefined ? undefined : (spec.words?.(pointer, message) ?? message)
  }
  const changed = (pointer: string): void => {
    setFromServer((before) => before.filter((one) => one.path !== pointer && !one.path.startsWith(`${pointer}/`)))
  }
  const focusFirstWrong = (): void => {
    requestAnimationFrame(() => element?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }

  return {
    values,
    set(key, value) {
      setValues(
        produce((draft: Values) => {
          draft[key] = value
        }),
      )
      changed(`/${String(key)}`)
    },
    assign(part) {
      setValues(produce((draft: Values) => void Object.assign(draft, part)))
      for (const key of Object.keys(part)) changed(`/${key}`)
    },
    text(key, pointer = `/${String(key)}`) {
      return {
        get value() {
          return String(values[key] ?? '')
        },
        get error() {
          return worded(pointer)
        },
        name: pointer,
        onChange: (value: string) => {
          // Only keys whose value is text get here (TextKeys), which a generic key does not tell the compiler.
          setValues(
            produce((draft: Values) => {
              draft[key] = value as Values[typeof key]
            }),
          )
          changed(pointer)
        },
      }
    },
    error: worded,
    // By key: what the server sends may have its fields in another order.
    dirty: () => conflictingKeys(values, start()).length > 0,
    sending,
    problem,
    others: (pointers) => orphans(problems(), pointers),
    async submit() {
      if (sending()) return
      setTried(true)
      setProblem(null)
      setFromServer([])
      const { body, problems: wrong } = parse()
      if (wrong.length > 0) {
        focusFirstWrong()
        return
      }
      setSending(true)
      try {
        const reply = await spec.send(body, unwrap(values))
        setStart(() => initial(values))
        spec.done?.(reply)
      } catch (thrown) {
        const refusal = problemOf(thrown)
        setFromServer(problemsOfRefusal(refusal))
        if (refusal.code !== 'cancelled' && refusal.errors.length === 0) setProblem(refusal)
        focusFirstWrong()
      } finally {
        setSending(false)
      }
    },
    reset(next) {
      setStart(() => initial(next ?? spec.initial))
      setValues(reconcile(initial(next ?? spec.initial)))
      setTried(false)
      setProblem(null)
      setFromServer([])
    },
    element(found) {
      element = found
    },
  }
}
