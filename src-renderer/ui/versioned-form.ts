import { createSignal } from 'solid-js'
import { unwrap } from 'solid-js/store'
import type * as z from 'zod/mini'
import { type ApiProblem, problemOf } from '../api/problem.ts'
import type { Versioned } from '../api/versioned.ts'
import { createForm, type Form } from './form.ts'
import type { FieldProblem } from './form-errors.ts'
import { changedFields, conflictingKeys, merged, proposedSides, type Side } from './merge.ts'

/**
 * A form over something that others may change meanwhile. It sends what differs from what was opened, with the version that was opened
 * (If-Match); on 412 `conflict()` holds both sides for the ConflictDialog, and nothing typed is lost.
 *
 *     const edit = createVersionedForm({ read: () => callVersioned(getIncident, …), valuesOf, body, send, … })
 *     edit.open(incident)      // at once with what the list knows; the newest and its version follow
 */

export interface VersionedSpec<Resource, Values extends object, Body> {
  /** The newest there is. */
  read: () => Promise<Versioned<Resource>>
  valuesOf: (resource: Resource) => Values
  /** Fields of a thing that is not there yet. */
  blank: Values
  /** What is sent, from the fields that were changed. */
  body: (changed: Partial<Values>, values: Values) => Body
  schema?: z.ZodMiniType
  check?: (values: Values) => FieldProblem[]
  words?: (pointer: string, message: string) => string | undefined
  send: (body: Body, ifMatch: string | undefined) => Promise<Resource>
  /** Done; with the values that stood there before. */
  done?: (saved: Resource, before: Values) => void
}

export interface Conflict<Values extends object> {
  base: Values
  mine: Values
  theirs: Values
  sides: Partial<Record<keyof Values & string, Side>>
}

export interface VersionedForm<Resource, Values extends object> {
  form: Form<Values>
  open: (resource: Resource) => void
  base: () => Values
  conflict: () => Conflict<Values> | null
  chooseSide: (key: keyof Values & string, side: Side) => void
  /** Saves the chosen sides, all of mine, or drops mine for theirs. */
  resolve: (how: 'chosen' | 'mine' | 'theirs') => void
  dismissConflict: () => void
}

export function createVersionedForm<Resource, Values extends object, Body>(
  spec: VersionedSpec<Resource, Values, Body>,
): VersionedForm<Resource, Values> {
  const [base, setBase] = createSignal<Values>(spec.blank)
  const [conflict, setConflict] = createSignal<Conflict<Values> | null>(null)
  let version: string | undefined
  let opened = 0
  let reading: Promise<void> = Promise.resolve()

  const form: Form<Values> = createForm<Values, Body, Resource>({
    initial: spec.blank,
    body: (values) => spec.body(changedFields<Values>({ ...values }, base()), values),
    ...(spec.schema === undefined ? {} : { schema: spec.schema }),
    ...(spec.check === undefined ? {} : { check: spec.check }),
    ...(spec.words === undefined ? {} : { words: spec.words }),
    send: async (body) => {
      await reading
      try {
        return await spec.send(body, version)
      } catch (thrown) {
        const problem = problemOf(thrown)
        if (problem.state === 'conflict') await meet(problem)
        throw thrown
      }
    },
    done: (saved) => {
      const before = base()
      start(spec.valuesOf(saved))
      spec.done?.(saved, before)
    },
  })

  const start = (values: Values): void => {
    setBase(() => values)
    form.reset(values)
  }

  const meet = async (problem: ApiProblem): Promise<void> => {
    const newest = await spec.read().catch(() => {
      throw problem
    })
    const theirs = spec.valuesOf(newest.data)
    const mine = structuredClone(unwrap(form.values))
    version = newest.version
    setConflict({ base: base(), mine, theirs, sides: proposedSides(base(), mine, theirs) })
  }

  return {
    form,
    base,
    conflict,
    open(resource) {
      start(spec.valuesOf(resource))
      version = undefined
      const turn = ++opened
      // Until it is here, a change names no version; a failed look leaves it at that, and the change says what is wrong.
      reading = spec
        .read()
        .then((newest) => {
          if (turn !== opened) return
          version = newest.version
          const values = spec.valuesOf(newest.data)
          if (conflictingKeys(values, base()).length > 0 && !form.dirty()) start(values)
        })
        .catch(() => undefined)
    },
    chooseSide(key, side) {
      setConflict((before) => (before === null ? null : { ...before, sides: { ...before.sides, [key]: side } }))
    },
    resolve(how) {
      const found = conflict()
      if (found === null) return
      setConflict(null)
      setBase(() => found.theirs)
      if (how === 'theirs') {
        form.reset(found.theirs)
        return
      }
      form.assign(how === 'mine' ? found.mine : merged(found.mine, found.theirs, found.sides))
      void form.submit()
    },
    dismissConflict: () => setConflict(null),
  }
}
