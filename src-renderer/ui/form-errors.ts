/**
 * How wrong fields find their way to a field: by JSON Pointer (RFC 6901), whether the contract's schema said so here or the
 * server did. Pure; test/renderer/form-errors.test.ts.
 */

export interface FieldProblem {
  /** JSON Pointer into the body. */
  path: string
  message: string
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** `['allowed_ips', 0]` → `/allowed_ips/0`; `~` and `/` escaped. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** A sentence from the contract's fragment: `must be 1 to 120 characters long` → `Must be 1 to 120 characters long.` */
export function sentenceOf(message: string): string {
  const text = message.trim()
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(first) ? first : `${first}.`
}

/** What a failed parse says, by field. */
export function problemsOf(issues: readonly Issue[]): FieldProblem[] {
  return issues.map((issue) => ({ path: pointerOf(issue.path), message: sentenceOf(issue.message) }))
}

/**
 * What the server says, by field. A code with a sentence of its own (a weak password, a taken key) says what to do; its fragment does not.
 */
export function problemsOfRefusal(refusal: {
  readonly code: string
  readonly detail: string
  readonly errors: readonly FieldProblem[]
}): FieldProblem[] {
  return refusal.errors.map(({ path, message }) => ({
    path,
    message: refusal.code === 'validation_failed' ? sentenceOf(message) : refusal.detail,
  }))
}

/** The message for a field: its own, else the first of something inside it (`/allowed_ips/2` belongs to `/allowed_ips`). */
export function messageFor(problems: readonly FieldProblem[], pointer: string): string | undefined {
  const own = problems.find((problem) => problem.path === pointer)
  return (own ?? problems.find((problem) => problem.path.startsWith(`${pointer}/`)))?.message
}

/** Messages that belong to none of the given fields: shown above the buttons, so that nothing is swallowed. */
export function orphans(problems: readonly FieldProblem[], pointers: readonly string[]): FieldProblem[] {
  return problems.filter(
    (problem) => !pointers.some((pointer) => problem.path === pointer || problem.path.startsWith(`${pointer}/`)),
  )
}
