/**
 * Refusals that only the desktop app gives, to its own window: they stand between the console and a server, so no server ever sends them
 * and the API's catalogue does not hold them. The same shape as all others (RFC 9457), so that the console has one way to show them.
 */

/** `[status, title]`; the sentence is written where it happens. */
const catalogue = {
  /** Nothing answers at the address of this connection, or not in time. */
  connection_unreachable: [503, 'No answer'],
  /** The certificate cannot be trusted, or is not the pinned one. */
  connection_untrusted: [502, 'Certificate not trusted'],
  /** What answers there does not speak as Beatkeeper does: redirects, other content, too much of it. */
  connection_unfit: [502, 'Not an answer of Beatkeeper'],
  /** The connection is read only on this computer. */
  safe_mode: [403, 'Read only'],
  /** Main asked the person, who said no. */
  change_declined: [403, 'Not done'],
} as const satisfies Record<string, readonly [number, string]>

export type DesktopProblemCode = keyof typeof catalogue

export function describeDesktopProblem(code: DesktopProblemCode): { status: number; title: string } {
  const [status, title] = catalogue[code]
  return { status, title }
}

export function isDesktopProblem(code: string): code is DesktopProblemCode {
  return Object.hasOwn(catalogue, code)
}
