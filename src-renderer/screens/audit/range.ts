import { dateTimeWords, dateWords } from '../../ui/time.ts'
import { momentOf, type QuerySurroundings } from './query-language.ts'
import { t } from './words.ts'

/** The time range of the log: what the menu offers, and what the button says. */

export const rangePresets = ['1h', '24h', '7d', '30d', '90d'] as const
export type RangePreset = (typeof rangePresets)[number]

const presetWords: Readonly<Record<RangePreset, () => string>> = {
  '1h': () => t('audit.range.hour'),
  '24h': () => t('audit.range.day'),
  '7d': () => t('audit.range.week'),
  '30d': () => t('audit.range.month'),
  '90d': () => t('audit.range.quarter'),
}

export function presetLabel(preset: RangePreset): string {
  return presetWords[preset]()
}

/** The range as the button names it. */
export function rangeWords(from: string, to: string, surroundings: QuerySurroundings): string {
  if (from === '' && to === '') return t('audit.range.any')
  const preset = rangePresets.find((one) => one === from)
  if (preset !== undefined && to === '') return presetLabel(preset)
  const words = (value: string, end: 'from' | 'to'): string => {
    const at = momentOf(value, end, surroundings)
    if (at === null) return value
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? dateWords(at, surroundings.zone) : dateTimeWords(at, surroundings.zone)
  }
  if (to === '') return t('audit.range.since', words(from, 'from'))
  if (from === '') return t('audit.range.until', words(to, 'to'))
  return t('audit.range.between', words(from, 'from'), words(to, 'to'))
}
