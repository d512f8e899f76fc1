import type { FieldProblem } from '../../ui/form-errors.ts'

/** The steps of the first run and what each needs. Pure; test/renderer/setup.test.ts. */

export interface SetupValues {
  workspace: string
  page: string
  host: string
  email: string
  password: string
  code: string
}

export const setupSteps = ['workspace', 'page', 'owner'] as const
export type SetupStep = (typeof setupSteps)[number]

export const passwordMinLength = 12

/** The fields of each step, by the pointer that the server uses for them. */
export const fieldsOf: Readonly<Record<SetupStep, readonly string[]>> = {
  workspace: ['/workspace_name'],
  page: ['/page_name', '/host'],
  owner: ['/email', '/password', '/code'],
}

export interface SetupWords {
  workspace: string
  page: string
  email: string
  password: string
  code: string
}

/** What is missing before a step can be left. */
export function problemsOfStep(step: SetupStep, values: SetupValues, words: SetupWords): FieldProblem[] {
  const missing = (path: string, wrong: boolean, message: string): FieldProblem[] => (wrong ? [{ path, message }] : [])
  if (step === 'workspace') return missing('/workspace_name', values.workspace.trim() === '', words.workspace)
  if (step === 'page') return missing('/page_name', values.page.trim() === '', words.page)
  return [
    ...missing('/email', !/^[^\s@]+@[^\s@]+$/.test(values.email.trim()), words.email),
    ...missing('/password', [...values.password].length < passwordMinLength, words.password),
    ...missing('/code', values.code.trim() === '', words.code),
  ]
}

/** The first step that holds a field the server found wrong. */
export function stepOfProblem(problems: readonly FieldProblem[]): SetupStep | null {
  return (
    setupSteps.find((step) =>
      fieldsOf[step].some((field) =>
        problems.some((problem) => problem.path === field || problem.path.startsWith(`${field}/`)),
      ),
    ) ?? null
  )
}

/** A typed or pasted host as the server keeps it: no scheme, no path, no port, lower case. */
export function tidyHost(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
}

/** The body of `POST /setup`. */
export function setupBody(values: SetupValues): {
  code: string
  workspace_name: string
  page_name: string
  host?: string
  email: string
  password: string
} {
  const host = tidyHost(values.host)
  return {
    code: values.code.trim(),
    workspace_name: values.workspace.trim(),
    page_name: values.page.trim(),
    ...(host === '' ? {} : { host }),
    email: values.email.trim(),
    password: values.password,
  }
}
