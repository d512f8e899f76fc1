import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { picture } from './browser.ts'

/**
 * Steps of one story, each a test of its own. The first that fails leaves a picture and ends the story: what comes after it would
 * only repeat the news, ten seconds at a time.
 */
export function flow(name: string, page: () => Page | undefined) {
  const steps = suite(name)
  let failedStep: string | null = null
  const step = (words: string, run: () => Promise<void>): void => {
    steps(words, async () => {
      assert.is(failedStep, null, `not reached: “${failedStep ?? ''}” failed`)
      try {
        await run()
      } catch (error) {
        failedStep = words
        const shown = page()
        if (shown !== undefined) {
          await picture(shown, `failed-${name}`).catch(() => undefined)
        }
        throw error
      }
    })
  }
  return Object.assign(step, { before: steps.before, after: steps.after, run: steps.run })
}
