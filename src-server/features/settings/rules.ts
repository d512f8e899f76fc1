/**
 * A picture as the log keeps it. What stands in the address itself would be a hundred kilobytes in a row that is kept for ever:
 * its kind and size say enough.
 */
export function pictureForLog(url: string | null): string | null {
  if (url === null || !url.startsWith('data:')) return url
  return `${url.slice(0, url.indexOf(','))},… (${url.length} characters)`
}
