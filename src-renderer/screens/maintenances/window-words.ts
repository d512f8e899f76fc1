import { clockWords, dateTimeWords, dateWords, zoneLabel } from '../../ui/time.ts'

/** `22 Nov 2026, 10:00 – 12:00 UTC`; the day of the end only where it is another. */
export function windowWords(from: number, until: number, zone: string): string {
  if (dateWords(from, zone) !== dateWords(until, zone)) {
    return `${dateWords(from, zone)}, ${clockWords(from, zone)} – ${dateTimeWords(until, zone)}`
  }
  return `${dateWords(from, zone)}, ${clockWords(from, zone)} – ${clockWords(until, zone)} ${zoneLabel(from, zone)}`
}
