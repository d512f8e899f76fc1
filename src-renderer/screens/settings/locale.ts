import type { LocalizationSettings } from '../../../src-server/contract/settings.ts'

/** Languages and zones to choose from, and how a time looks in them. Pure; test/renderer/settings-model.test.ts. */

/** Those that are asked for most; any other BCP 47 tag may be typed. */
export const languages = [
  'en-GB',
  'en-US',
  'de',
  'de-AT',
  'de-CH',
  'fr',
  'fr-CA',
  'es',
  'es-MX',
  'pt-PT',
  'pt-BR',
  'it',
  'nl',
  'pl',
  'cs',
  'sk',
  'hu',
  'ro',
  'bg',
  'el',
  'tr',
  'uk',
  'sv',
  'da',
  'nb',
  'fi',
  'et',
  'lv',
  'lt',
  'sl',
  'hr',
  'ja',
  'ko',
  'zh-Hans',
  'zh-Hant',
  'he',
  'ar',
  'hi',
] as const

const names = new Intl.DisplayNames('en', { type: 'language' })

/** `German (Austria)` for `de-AT`; the tag itself for one that nobody knows. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag
  } catch {
    return tag
  }
}

/** All zones that this browser knows, UTC first. */
export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
}

/** A time as the page will write it; null while language or zone is none. */
export function sampleTime({ locale, time_zone, hour_cycle }: LocalizationSettings, at: number): string | null {
  try {
    return new Intl.DateTimeFormat(locale, {
      timeZone: time_zone,
      hourCycle: hour_cycle === 'auto' ? undefined : hour_cycle,
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    }).format(at)
  } catch {
    return null
  }
}
