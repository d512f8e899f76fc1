import { checkNewPassword } from './credentials/common-passwords.ts'
import { nameFromEmail } from './features/setup/rules.ts'
import { type MadeWorkspace, setUpWorkspace } from './features/setup/store.ts'
import { mintFirstToken } from './features/tokens/mint.ts'
import { normalHost } from './http/find-host.ts'
import { commandLineOrigin } from './journal/entry.ts'
import type { Services } from './services.ts'

/** A workspace that whoever holds the data folder makes: `beatkeeper init` and demo content. */
export interface FirstWorkspace {
  readonly name: string
  readonly pageName: string
  /** As `checkedHost` gives it, or null. */
  readonly host: string | null
  /** In lower case, as contract/people.ts gives it. */
  readonly email: string
  /** Left out: what stands before the @. */
  readonly ownerName?: string
  readonly password: string
  /** `null` makes no token. */
  readonly token: { readonly name: string; readonly lifetimeMs: number } | null
}

export interface FirstWorkspaceMade extends MadeWorkspace {
  /** The raw value of the owner's token for every page: kept nowhere else. */
  readonly token: string | null
}

/** A host name as pages keep it; null where it is none. */
export const checkedHost = normalHost

/**
 * Whether this password may be an owner's; the same rules as in the browser.
 * @throws Problem `validation_failed` or `weak_password`.
 */
export async function checkOwnerPassword({ password, ...first }: FirstWorkspace): Promise<void> {
  await checkNewPassword(password, [first.email, first.ownerName ?? '', first.name, first.pageName])
}

/**
 * Makes workspace, page, owner and token in one batch, with their rows in the log.
 * @returns null when the workspace has an owner already; nothing was changed.
 */
export async function makeFirstWorkspace(
  services: Services,
  first: FirstWorkspace,
): Promise<FirstWorkspaceMade | null> {
  const { writer, journal, newId, passwords, generation } = services
  const passwordHash = await passwords.hash(first.password)
  const ownerName = first.ownerName ?? nameFromEmail(first.email)
  const result = await writer.submit((tx) => {
    const now = journal.trustedNow()
    const made = setUpWorkspace(tx, {
      workspaceName: first.name,
      pageName: first.pageName,
      host: first.host,
      email: first.email,
      ownerName,
      passwordHash,
      now,
      newId,
    })
    if (made === null) return null
    const { workspaceId, pageId, ownerId } = made
    journal.append(tx, commandLineOrigin, {
      kind: 'event',
      action: 'workspace.create',
      target: { type: 'workspace', id: workspaceId, label: first.name },
      after: { name: first.name },
    })
    journal.append(tx, commandLineOrigin, {
      kind: 'event',
      action: 'page.create',
      target: { type: 'page', id: pageId, label: first.pageName },
      pageId,
      after: { name: first.pageName, hosts: first.host === null ? [] : [first.host], is_default: true },
    })
    journal.append(tx, commandLineOrigin, {
      kind: 'event',
      action: 'member.add',
      target: { type: 'user', id: ownerId, label: ownerName },
      after: { page_id: null, role_key: 'owner' },
    })
    const minted =
      first.token === null
        ? null
        : mintFirstToken(
            tx,
            { newId, journal },
            {
              name: first.token.name,
              description: 'Made by beatkeeper init, for every page.',
              level: 'admin',
              roleKey: 'owner',
              pageId: null,
              owner: { id: ownerId, name: ownerName },
              now,
              lifetimeMs: first.token.lifetimeMs,
            },
          )
    return { ...made, token: minted?.token ?? null }
  })
  if (result !== null) generation.advance()
  return result
}
