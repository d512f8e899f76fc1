import { createHash, timingSafeEqual } from 'node:crypto'
import type { Exchange } from '../../http/exchange.ts'
import { isForm, readForm } from '../forms.ts'

/**
 * Forms that only our own page, in this browser, can have sent (RFC 9700 §4.7).
 *
 * Chosen: a value derived from two things that only this browser has, the interaction's id and its session's cookie, both of 256 bits. No
 * other site knows either, and a form from elsewhere comes without the cookie (SameSite=Lax) anyway. Besides, Sec-Fetch-Site where the
 * browser sends it, and Origin where it names one: our pages ask for no referrer, so browsers write `null` there.
 */

/** What a form of an interaction carries. */
export function formToken(uid: string, session: string | null): string {
  return createHash('sha256')
    .update(`beatkeeper form\0${uid}\0${session ?? ''}`)
    .digest('base64url')
}

/** The fields of a form that came from our own page; null where it did not. */
export async function ownForm(
  exchange: Exchange,
  uid: string,
  session: string | null,
): Promise<URLSearchParams | null> {
  const { headers, origin } = exchange
  const bytes = await readForm(exchange)
  const said = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (!isForm(headers.get('content-type'))) return null
  if (said !== undefined && said !== 'null' && said !== origin) return null
  if (site !== undefined && site !== 'same-origin') return null
  const fields = new URLSearchParams(bytes.toString('utf8'))
  const [given = '', ...more] = fields.getAll('form')
  return more.length === 0 && isSame(given, formToken(uid, session)) ? fields : null
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
