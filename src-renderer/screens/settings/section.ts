import { createEffect, on } from 'solid-js'
import type * as z from 'zod/mini'
import { getSettings, type PageSettings, type SettingsSection } from '../../../src-server/contract/settings.ts'
import { useInvalidate } from '../../api/query.ts'
import { callVersioned } from '../../api/versioned.ts'
import { lockOn } from '../../state/locks.ts'
import { may, refreshContext } from '../../state/session.ts'
import { offerUndo } from '../../ui/undo.tsx'
import { createVersionedForm, type VersionedForm } from '../../ui/versioned-form.ts'
import { t } from './words.ts'

const names: Readonly<Record<SettingsSection, () => string>> = {
  general: () => t('settings.tab.general'),
  branding: () => t('settings.tab.branding'),
  localization: () => t('settings.tab.localization'),
  domains: () => t('settings.tab.domains'),
  notifications: () => t('settings.tab.notifications'),
}

export function sectionName(section: SettingsSection): string {
  return names[section]()
}

/** One section of the page's settings as a form: opened with what is there, saved field by field, put back within ten seconds. */
export interface SectionSpec<Section extends SettingsSection, Values extends object, Body> {
  section: Section
  settings: () => PageSettings
  blank: Values
  valuesOf: (section: PageSettings[Section]) => Values
  body: (changed: Partial<Values>) => Body
  schema?: z.ZodMiniType
  words?: (pointer: string, message: string) => string | undefined
  send: (body: Body, ifMatch: string | undefined) => Promise<PageSettings[Section]>
}

export interface SectionForm<Section extends SettingsSection, Values extends object>
  extends VersionedForm<PageSettings[Section], Values> {
  /** It can be looked at, not changed: locked for Terraform, or not this person's to change. */
  fixed: () => boolean
  restart: () => void
}

export function createSection<Section extends SettingsSection, Values extends object, Body>(
  spec: SectionSpec<Section, Values, Body>,
): SectionForm<Section, Values> {
  const invalidate = useInvalidate()
  const changed = async (): Promise<void> => {
    await Promise.all([invalidate('settings', 'pages', 'public'), refreshContext()])
  }
  const edit = createVersionedForm<PageSettings[Section], Values, Body>({
    blank: spec.blank,
    read: async () => {
      const { data, version } = await callVersioned(getSettings)
      return { data: data[spec.section], version }
    },
    valuesOf: spec.valuesOf,
    body: (fields) => spec.body(fields),
    ...(spec.schema === undefined ? {} : { schema: spec.schema }),
    ...(spec.words === undefined ? {} : { words: spec.words }),
    send: spec.send,
    done: (_saved, before) => {
      void changed()
      offerUndo(t('settings.saved', sectionName(spec.section)), t('settings.savedDetail'), async () => {
        edit.open(await spec.send(spec.body(before), undefined))
        await changed()
      })
    },
  })
  const restart = (): void => edit.open(spec.settings()[spec.section])
  createEffect(
    on(
      () => spec.settings()[spec.section],
      () => {
        if (!edit.form.dirty() && !edit.form.sending()) restart()
      },
    ),
  )
  const mayChange = (): boolean => may('settings:write') || (spec.section === 'branding' && may('status_pages:write'))
  return { ...edit, restart, fixed: () => !mayChange() || lockOn(spec.section) !== null }
}
