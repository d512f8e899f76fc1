import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { configFromFlags } from '../src-server/config.ts'
import { fillDemoFolder } from '../src-server/demo/fill.ts'
import { runServer } from '../src-server/run.ts'

/**
 * `node scripts/with-node.mjs scripts/screenshots.ts`: the pictures of docs/images, taken from the built console and the status page over
 * demo content, in a browser as visitors have it. Run `npm run build` before. CHROMIUM names another browser than Debian's.
 */
const root = join(import.meta.dirname, '..')
const images = join(root, 'docs', 'images')
const password = 'pictures of a kestrel'
const size = { width: 1280, height: 800 }

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
if (executablePath === undefined) throw new Error('No Chromium here; name one with CHROMIUM.')

const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-pictures-'))
const dataDir = join(folder, 'demo')
await fillDemoFolder({ dataDir, now: Date.now(), password })
const running = await runServer(
  configFromFlags(
    { data: dataDir, port: '0', consoleDir: join(root, 'out', 'console') },
    { platform: process.platform, home: folder, env: { BEATKEEPER_LOG_LEVEL: 'error' } },
  ),
)
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  mkdirSync(images, { recursive: true })
  await pictureConsole()
  await pictureStatusPage()
} finally {
  await browser.close()
  await running.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function pictureConsole(): Promise<void> {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1.5, colorScheme: 'light' })
  await page.goto(`${running.url}/console/`)
  await page.getByLabel(/e-?mail/i).fill('mina@acme.dev')
  await page
    .getByLabel(/password/i)
    .first()
    .fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').first().waitFor()
  await take(page, 'tokens', 'tokens', 'terraform-prod-governance')
  await take(page, 'audit', 'audit-log', 'incidents.list')
  await page.close()
}

/** Opens a screen of the console and pictures it once this text is there. */
async function take(page: Page, path: string, name: string, text: string): Promise<void> {
  await page.goto(page.url().replace(/\/console\/.*/, `/console/${path}`))
  await page.getByText(text).first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(images, `${name}.png`) })
  process.stdout.write(`docs/images/${name}.png\n`)
}

async function pictureStatusPage(): Promise<void> {
  const page = await browser.newPage({ viewport: { ...size, height: 1000 }, deviceScaleFactor: 1.5 })
  await page.goto(running.url)
  await page.screenshot({ path: join(images, 'status-page.png') })
  process.stdout.write('docs/images/status-page.png\n')
}
