/** What the authorization server calls itself: the public URL, else this computer's address with our port. */
export function issuerOf(publicUrl: URL | null, port: number): string {
  return publicUrl?.origin ?? `http://127.0.0.1${port === 80 ? '' : `:${port}`}`
}
