import { openPassword, type StoredSmtp } from '../content/smtp-settings.ts'
import { CannotOpen, type Sealer } from '../keys/sealer.ts'
import { MailFailure } from './failure.ts'
import { openTransport, type Transport } from './transport.ts'

/** The way to the mail server of a page, with its password unsealed for as long as it is open. @throws MailFailure */
export async function openWay(
  { sealer, open = openTransport }: { readonly sealer: Sealer; readonly open?: typeof openTransport },
  pageId: string,
  { host, port, secure, user, password }: StoredSmtp,
): Promise<Transport> {
  const auth = user === null || password === null ? null : { user, password: unsealed(sealer, pageId, password) }
  return open({ host, port, secure, auth })
}

function unsealed(sealer: Sealer, pageId: string, sealed: string): string {
  try {
    return openPassword(sealer, pageId, sealed)
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error
    throw new MailFailure('password_unreadable', { ofServer: true, cause: error })
  }
}
