import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumPath } from '../../support/runner/needs.ts'

/** Chromium for the end-to-end tests, and their pictures. */

/** Starts it; each of these names is taken to be this computer. */
export async function openChromium(namesHere: readonly string[] = []): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error('There is no Chromium here.')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      ...(namesHere.length === 0
        ? []
        : [`--host-resolver-rules=${namesHere.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}`]),
    ],
  })
}

/** Keeps a picture of the window in .artifacts/e2e/. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', '..', '..', '.artifacts', 'e2e')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
