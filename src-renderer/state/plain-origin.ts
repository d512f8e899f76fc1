/**
 * The origin in its plainest spelling: scheme, name or address, port. `null` for anything else: what a server says of itself, or a person
 * typed, goes into commands that people paste into a shell, and `new URL` lets `$`, `;` and quotes stand in a host. Pure;
 * test/renderer/use-snippets.test.ts.
 */
export function plainOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { origin } = new URL(text)
  return /^https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/.test(origin) ? origin : null
}
