import type { SafeMode } from './bridge/connection-verbs.ts'

/**
 * Questions that main asks in a dialog of the system: no script in any page can see them or press their buttons. The safe answer is first
 * and takes Enter and Escape; one question at a time. Held by test/main/safe-mode.test.ts.
 */
export interface Question {
  readonly message: string
  readonly detail: string
  /** The safe one first. */
  readonly buttons: readonly [string, string]
}

export interface AskPerson {
  /** Whether a change may be made on a connection whose safe mode asks. */
  mayChange(what: string, connection: { readonly name: string; readonly environment: string }): Promise<boolean>
  /** Whether changes may pass more easily from now on. */
  mayLoosen(name: string, mode: SafeMode): Promise<boolean>
}

const modeWords: Readonly<Record<SafeMode, string>> = {
  normal: 'Changes will be made without being asked about.',
  ask: 'Each change will be asked about first.',
  password: 'Each change will ask for your password first.',
  read_only: 'Nothing can be changed.',
}

/** @param show answers the number of the button that was pressed. */
export function createAskPerson(show: (question: Question) => Promise<number>): AskPerson {
  let last: Promise<unknown> = Promise.resolve()
  const ask = (question: Question): Promise<boolean> => {
    const answer = last.then(async () => (await show(question)) === 1)
    last = answer.catch(() => undefined)
    return answer
  }
  return {
    mayChange: (what, { name, environment }) =>
      ask({
        message: `${what}?`,
        detail: `On ${name} (${environment}). Its safe mode asks before every change.`,
        buttons: ['Don’t change anything', 'Make this change'],
      }),
    mayLoosen: (name, mode) =>
      ask({
        message: `Make ${name} less careful?`,
        detail: modeWords[mode],
        buttons: ['Keep the safe mode', 'Change the safe mode'],
      }),
  }
}
