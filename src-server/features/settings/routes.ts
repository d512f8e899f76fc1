import { hostsOf } from '../../content/hosts.ts'
import {
  hostOfAnother,
  readPageSettings,
  renamePage,
  type StoredSettings,
  writeHosts,
  writeSection,
} from '../../content/page-settings.ts'
import type { PublishedContent } from '../../content/ready-answers.ts'
import { sealPassword, smtpOf } from '../../content/smtp-settings.ts'
import type { NewId } from '../../contract/ids.ts'
import { Problem } from '../../contract/problems.ts'
import {
  type BrandingSettings,
  getSettings,
  type PageSettings,
  type SettingsSection,
  testNotificationSettings,
  updateBrandingSettings,
  updateDomainSettings,
  updateGeneralSettings,
  updateLocalizationSettings,
  updateNotificationSettings,
} from '../../contract/settings.ts'
import type { Readable } from '../../db/database.ts'
import { type Change, change, preparedChange, type Reply, type Route, read } from '../../http/handler.ts'
import type { JsonObject } from '../../journal/canonical-json.ts'
import type { Sealer } from '../../keys/sealer.ts'
import type { Addresses } from '../../mail/addresses.ts'
import { tryAgainNow } from '../../mail/rows.ts'
import { sendTestMail } from '../../mail/test-mail.ts'
import type { Page } from '../../workspace/pages.ts'
import { changedSmtp, notificationsForLog } from './notifications.ts'
import { pictureForLog } from './rules.ts'

export interface SettingsServices {
  readonly published: PublishedContent
  /** The host name of the public URL: only a caller with every page may give it to one page. `null` where there is no public URL. */
  readonly publicHost: string | null
  readonly sealer: Sealer
  readonly db: Readable
  readonly newId: NewId
  readonly addresses: Addresses
}

/** `/admin/settings`. Terraform locks are features/locks. */
export function settingsRoutes(services: SettingsServices): Route[] {
  const { published, publicHost, sealer } = services
  /** What every section does once it is written: log, caches, the answer with the version of the whole. */
  const replyAfter = <Section extends SettingsSection>(
    page: Page,
    batch: Change,
    section: Section,
    before: PageSettings[Section],
    forLog: (settings: PageSettings[Section]) => JsonObject,
  ): Reply<PageSettings[Section]> => {
    const { settings, version } = readSettings(batch.db, page.id)
    const after = settings[section]
    batch.record({
      target: { type: 'section', id: section, label: settings.general.name },
      before: forLog(before),
      after: forLog(after),
      environment: null,
    })
    batch.afterCommit(() => published.changed(page.id))
    return { body: after, version }
  }

  return [
    read(getSettings, (call, db) => {
      const { settings, version } = readSettings(db, call.page.id)
      return { body: settings, version }
    }),

    change(updateGeneralSettings, (call, batch) => {
      const { settings, version } = readSettings(batch.db, call.page.id)
      batch.expectVersion(version)
      const { name, ...rest } = { ...settings.general, ...given(call.body) }
      writeSection(batch.db, call.page.id, 'general', rest, call.now)
      if (name !== settings.general.name) {
        renamePage(batch.db, call.page.id, name)
        batch.accessChanged()
      }
      return replyAfter(call.page, batch, 'general', settings.general, (section) => section)
    }),

    change(updateBrandingSettings, (call, batch) => {
      const { settings, version } = readSettings(batch.db, call.page.id)
      batch.expectVersion(version)
      writeSection(batch.db, call.page.id, 'branding', { ...settings.branding, ...given(call.body) }, call.now)
      return replyAfter(call.page, batch, 'branding', settings.branding, brandingForLog)
    }),

    change(updateLocalizationSettings, (call, batch) => {
      const { settings, version } = readSettings(batch.db, call.page.id)
      batch.expectVersion(version)
      writeSection(batch.db, call.page.id, 'localization', { ...settings.localization, ...given(call.body) }, call.now)
      return replyAfter(call.page, batch, 'localization', settings.localization, (section) => section)
    }),

    change(updateDomainSettings, (call, batch) => {
      const { db } = batch
      const { settings, version } = readSettings(db, call.page.id)
      batch.expectVersion(version)
      const present = settings.domains.hosts
      const hosts = call.body.hosts === undefined ? present : hostsOf(call.body.hosts)
      const addsPublicHost = publicHost !== null && hosts.includes(publicHost) && !present.includes(publicHost)
      if (addsPublicHost && !call.everyPage) {
        throw new Problem('privilege_escalation', {
          detail: `${publicHost} is the public address of the whole workspace. Ask someone with every page to give it to this one.`,
        })
      }
      const taken = hostOfAnother(db, call.page.id, hosts)
      if (taken !== undefined) {
        throw new Problem('host_taken', {
          detail: `${taken} belongs to another page already. Take it from there first.`,
        })
      }
      writeHosts(db, call.page.id, hosts)
      batch.accessChanged()
      return replyAfter(call.page, batch, 'domains', settings.domains, (section) => section)
    }),

    change(updateNotificationSettings, (call, batch) => {
      const { db } = batch
      const { id } = call.page
      const { settings, version } = readSettings(db, id)
      batch.expectVersion(version)
      const { smtp: wanted } = call.body
      if (wanted !== undefined) {
        const smtp =
          wanted === null ? null : changedSmtp(smtpOf(db, id), wanted, (password) => sealPassword(sealer, id, password))
        writeSection(db, id, 'notifications', { smtp }, call.now)
        tryAgainNow(db, id, call.now)
      }
      const isNew = wanted != null && typeof wanted.password === 'string'
      return replyAfter(call.page, batch, 'notifications', settings.notifications, (section) =>
        notificationsForLog(section, isNew && section !== settings.notifications),
      )
    }),

    preparedChange(
      testNotificationSettings,
      (call) => sendTestMail(services, { id: services.newId('mail'), pageId: call.page.id, to: call.body.to }),
      (call, batch, problem) => {
        batch.record({
          outcome: problem === null ? 'allowed' : 'failed',
          target: { type: 'section', id: 'notifications', label: call.page.name },
          after: { to: call.body.to, problem: problem?.code ?? null },
          environment: null,
        })
        return { body: { sent: problem === null, problem } }
      },
    ),
  ]
}

/** @throws Problem `not_found` while there is no page (before set-up). */
function readSettings(db: Readable, pageId: string): StoredSettings {
  const stored = readPageSettings(db, pageId)
  if (stored === undefined) throw new Problem('not_found')
  return stored
}

/** The fields that a body gives: one that is left out must not undo what is there. */
function given<Body extends object>(body: Body): { [Key in keyof Body]?: Exclude<Body[Key], undefined> } {
  // Entries that are undefined are dropped, which is what the type says.
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Body]?: Exclude<Body[Key], undefined>
  }
}

function brandingForLog(branding: BrandingSettings): JsonObject {
  return {
    ...branding,
    logo_url: pictureForLog(branding.logo_url),
    favicon_url: pictureForLog(branding.favicon_url),
  }
}
