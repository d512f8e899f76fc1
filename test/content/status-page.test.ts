import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writeSection } from '../../src-server/content/page-settings.ts'
import type { RenderedPage } from '../../src-server/content/web/document.ts'
import { readStatusPageModel } from '../../src-server/features/status-page/model.ts'
import { renderNotSetUp, renderStatusPage } from '../../src-server/features/status-page/render.ts'
import { tagsOf } from './markup.ts'
import { fillSamplePage } from './sample-page.ts'
import { type ContentWorkspace, openContentWorkspace } from './workspace.ts'

const now = Date.UTC(2026, 10, 21, 9, 30)
const minute = 60_000

let workspace: ContentWorkspace
test.before.each(() => {
  workspace = openContentWorkspace()
})
test.after.each(() => {
  workspace.close()
})

function pageAt(at = now, pageId = workspace.page.pageId): RenderedPage {
  const model = readStatusPageModel(workspace.db, pageId, at)
  if (model === undefined) throw new Error('the page is not there')
  return renderStatusPage(model)
}

test('status-page tells what is happening, what is planned, how each service is doing and what was', () => {
  fillSamplePage(workspace, now)
  const { text } = pageAt()
  for (const words of [
    'Harbour',
    'Major outage',
    'Some checkouts are failing',
    'Payments go through again.',
    'Moving exports to faster disks',
    'Database upgrade',
    'Core services',
    'Degraded performance',
    'Search results were out of date',
    'Certificate renewal',
    'All times: Europe/London',
    'https://harbour.example/help',
  ]) {
    assert.match(text, words)
  }
  assert.not.match(text, 'Website not reachable', 'what is older than 14 days is not told')
  const bars = tagsOf(text).filter((tag) => tag.name === 'i' && tag.attributes.has('title'))
  assert.is(bars.length, 6 * 90)
})

test('status-page says every status in words, also to those who do not see the bars', () => {
  fillSamplePage(workspace, now)
  const labels = tagsOf(pageAt().text)
    .filter((tag) => tag.attributes.get('role') === 'img')
    .map((tag) => tag.attributes.get('aria-label'))
  assert.is(labels.length, 6)
  assert.is(labels[0], '99.94% uptime in the last 90 days; one day with trouble.')
  assert.is(labels[4], '100% uptime in the last 90 days; no day with trouble.')
})

test('status-page runs no script, and its policy lets nothing run but its one stylesheet', () => {
  fillSamplePage(workspace, now)
  const { text, contentSecurityPolicy } = pageAt()
  const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? ''
  assert.match(contentSecurityPolicy, `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`)
  assert.match(contentSecurityPolicy, "default-src 'none'")
  assert.match(contentSecurityPolicy, "frame-ancestors 'none'")
  assert.not.match(contentSecurityPolicy, 'unsafe')
  const names = new Set(tagsOf(text).map((tag) => tag.name))
  for (const name of ['script', 'iframe', 'object']) assert.not.ok(names.has(name))
  // Its one form, asking to be told, goes to this server and nowhere else.
  const forms = tagsOf(text).filter((tag) => tag.name === 'form')
  assert.equal(
    forms.map((tag) => [tag.attributes.get('action'), tag.attributes.get('method')]),
    [['/subscribe', 'post']],
  )
  assert.match(contentSecurityPolicy, "form-action 'self'")
  assert.not.ok(tagsOf(text).some((tag) => tag.attributes.has('style')))
})

test('status-page the same content is the same text, to the byte', () => {
  fillSamplePage(workspace, now)
  assert.is(pageAt().text, pageAt().text)
})

test('status-page moves with the clock alone: a window begins, and ends', () => {
  fillSamplePage(workspace, now)
  const start = now + 3 * 86_400_000
  assert.is(readStatusPageModel(workspace.db, workspace.page.pageId, start - 1)?.inProgress.length, 0)
  const during = readStatusPageModel(workspace.db, workspace.page.pageId, start)
  assert.equal(
    during?.inProgress.map((each) => each.name),
    ['Database upgrade'],
  )
  const shown = during?.groups.flatMap((group) => group.components)
  assert.is(shown?.find((each) => each.component.name === 'Reports')?.component.status, 'under_maintenance')
  const after = readStatusPageModel(workspace.db, workspace.page.pageId, start + 60 * minute)
  assert.equal(
    after?.history?.[0]?.maintenances.map((each) => each.name),
    ['Database upgrade'],
  )
})

test('status-page never shows drafts, the sandbox, another page, hidden components, notes of the team or cancelled windows', () => {
  fillSamplePage(workspace, now)
  const { db, page, otherPage } = workspace
  db.run("UPDATE incidents SET published_at = NULL, name = 'Secret draft' WHERE name LIKE 'Some checkouts%'")
  db.run("UPDATE incidents SET root_cause = 'a blamed colleague'")
  db.run("UPDATE maintenances SET status = 'cancelled' WHERE name = 'Database upgrade'")
  db.run("UPDATE components SET public = 0 WHERE name = 'Search'")
  db.run("UPDATE incidents SET environment = 'test', name = 'Sandbox noise' WHERE name LIKE 'API errors%'")
  const { text } = pageAt()
  for (const words of [
    'Secret draft',
    'blamed',
    'Database upgrade',
    '>Search<',
    'Affects: Search',
    'Sandbox noise',
    'Mina',
  ]) {
    assert.not.match(text, words)
  }
  assert.not.match(pageAt(now, otherPage.pageId).text, 'Checkout')
  db.run('UPDATE incidents SET published_at = ? WHERE name = ?', now + minute, 'Secret draft')
  assert.not.match(pageAt(now, page.pageId).text, 'Secret draft')
  assert.match(pageAt(now + minute, page.pageId).text, 'Secret draft')
})

test('status-page leaves out bars and history where the page says so', () => {
  fillSamplePage(workspace, now)
  writeSection(workspace.db, workspace.page.pageId, 'general', { show_uptime: false, show_history: false }, now)
  const { text } = pageAt()
  assert.not.match(text, 'uptime')
  assert.not.match(text, 'The last 14 days')
  assert.match(text, 'Public API')
})

test('status-page speaks the language of the page where it can, and says so where it cannot', () => {
  fillSamplePage(workspace, now)
  const inLocale = (locale: string): string => {
    writeSection(workspace.db, workspace.page.pageId, 'localization', { locale, time_zone: 'Europe/Berlin' }, now)
    return pageAt().text
  }
  for (const [locale, word] of [
    ['de-CH', 'Die letzten 14 Tage'],
    ['fr', 'Les 14 derniers jours'],
    ['es-MX', 'Los últimos 14 días'],
  ] as const) {
    const text = inLocale(locale)
    assert.match(text, word)
    assert.match(text, `<html lang="${locale}">`)
  }
  const polish = inLocale('pl')
  assert.match(polish, '<html lang="en">')
  assert.match(polish, '<h1 lang="pl">Harbour</h1>')
})

test('status-page has a heading for everything, one h1, and no heading that skips a level', () => {
  fillSamplePage(workspace, now)
  const levels = tagsOf(pageAt().text).flatMap((tag) => (/^h[1-6]$/.test(tag.name) ? [Number(tag.name[1])] : []))
  assert.is(levels.filter((level) => level === 1).length, 1)
  for (const [index, level] of levels.entries()) assert.ok(level <= (levels[index - 1] ?? 0) + 1)
})

test('status-page of a new page and of a workspace that is not set up is kind, and shows nothing that is not there', () => {
  const { text } = pageAt()
  assert.match(text, 'This page is new')
  assert.not.match(text, 'operational')
  const { text: notYet } = renderNotSetUp()
  assert.match(notYet, 'A status page will be here soon')
  assert.not.match(notYet, 'setup#')
  assert.is(tagsOf(notYet).filter((tag) => tag.name === 'h1').length, 1)
})

test('status-page of a thousand components stays light: no word beside a day that was well', () => {
  const { db, newId, page } = workspace
  for (let index = 0; index < 200; index += 1) {
    const id = newId('component')
    db.run(
      "INSERT INTO components (id, page_id, environment, name, description, position, created_at, updated_at) VALUES (?, ?, 'live', ?, '', ?, 0, 0)",
      id,
      page.pageId,
      `Service ${index}`,
      index,
    )
    db.run(
      "INSERT INTO component_statuses (component_id, source, source_id, status, from_at) VALUES (?, 'manual', ?, 'operational', 0)",
      id,
      id,
    )
  }
  assert.ok(pageAt().text.length < 300_000, `${pageAt().text.length} characters`)
})

test.run()
