import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../support/runner/within.ts'
import { picture } from './chromium.ts'

/**
 * Steps of one story in the browser, each a test of its own with a deadline. The first that fails leaves a picture and ends the story: what
 * comes after it would only repeat the news.
 */
export function storyOf(name: string, page: () => Page | undefined) {
  const steps = suite(name)
  let failed: string | null = null
  const step = (words: string, act: () => Promise<unknown>): void =>
    steps(
      words,
      within(120, async () => {
        if (failed !== null) assert.unreachable(`not reached: “${failed}” failed`)
        try {
          await act()
        } catch (error) {
          failed = words
          const shown = page()
          if (shown !== undefined) await picture(shown, `failed-${name.replaceAll(' ', '-')}`).catch(() => {})
          throw error
        }
      }),
    )
  return Object.assign(step, { before: steps.before, after: steps.after, run: steps.run })
}
