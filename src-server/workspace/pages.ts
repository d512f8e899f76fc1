import type { Readable } from '../db/database.ts'

/** A status page of the workspace, as requests see it. */
export interface Page {
  readonly id: string
  readonly name: string
  /** The first is the primary one. Lower-case, punycode, no port. */
  readonly hosts: readonly string[]
  readonly isDefault: boolean
}

/** Finds pages by host and id without touching the database; `reload` after a commit that changed them. */
export interface PageDirectory {
  byHost(host: string): Page | null
  byId(id: string): Page | null
  /** The page for requests that name none; `null` before set-up. */
  readonly defaultPage: Page | null
  /** The id of the workspace's page where it has just one, else null: who has that one has every page there is. */
  readonly onlyPageId: string | null
  readonly all: readonly Page[]
  reload(): void
}

/** Reads the directory from the database and keeps it. */
export function createPageDirectory(db: Readable): PageDirectory {
  let all: readonly Page[] = []
  let hosts = new Map<string, Page>()
  let ids = new Map<string, Page>()
  let defaultPage: Page | null = null

  const reload = (): void => {
    const hostRows = db.all<{ host: string; page_id: string }>(
      'SELECT host, page_id FROM page_hosts ORDER BY page_id, position',
    )
    const rows = db.all<{ id: string; name: string; is_default: number }>(
      'SELECT id, name, is_default FROM pages ORDER BY created_at, id',
    )
    all = rows.map((row) => ({
      id: row.id,
      name: row.name,
      isDefault: row.is_default === 1,
      hosts: hostRows.filter((host) => host.page_id === row.id).map((host) => host.host),
    }))
    hosts = new Map(all.flatMap((page) => page.hosts.map((host) => [host, page])))
    ids = new Map(all.map((page) => [page.id, page]))
    defaultPage = all.find((page) => page.isDefault) ?? null
  }
  reload()

  return {
    byHost: (host) => hosts.get(host) ?? null,
    byId: (id) => ids.get(id) ?? null,
    get defaultPage() {
      return defaultPage
    },
    get onlyPageId() {
      return all.length === 1 ? (all[0]?.id ?? null) : null
    },
    get all() {
      return all
    },
    reload,
  }
}
