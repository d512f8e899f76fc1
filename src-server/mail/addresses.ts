import type { PageDirectory } from '../workspace/pages.ts'
import type { WorkspaceState } from '../workspace/workspace.ts'

/**
 * Where the links of mails lead. There is no request whose Host could say it: a mail is sent by itself, and a link that whoever sends a request can
 * bend is an attack. So: the page's own host where the server has a public address, else this computer's.
 */
export interface Addresses {
  /** `https://status.example.org`: where visitors find a page; `null`: the default page. */
  page(pageId: string | null): string
  /** `https://beatkeeper.example.org`: where the team finds the console. */
  console(): string
}

export function createAddresses({
  publicUrl,
  port,
  pages,
  workspace,
}: {
  readonly publicUrl: URL | null
  readonly port: () => number
  readonly pages: Pick<PageDirectory, 'byId' | 'defaultPage'>
  readonly workspace: WorkspaceState
}): Addresses {
  /** A name of this computer that no other port shares its cookies with. */
  const local = (): string => `http://${workspace.current.consoleId}.localhost:${port()}`
  return {
    page(pageId) {
      if (publicUrl === null) return local()
      const page = pageId === null ? pages.defaultPage : pages.byId(pageId)
      const [host] = page?.hosts ?? []
      if (host === undefined) return publicUrl.origin
      return `${publicUrl.protocol}//${host}${publicUrl.port === '' ? '' : `:${publicUrl.port}`}`
    },
    console: () => publicUrl?.origin ?? local(),
  }
}
