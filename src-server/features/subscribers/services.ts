import type { PublishedContent } from '../../content/ready-answers.ts'
import type { NewId } from '../../contract/ids.ts'
import type { LinkKeys } from '../../credentials/link-keys.ts'
import type { Cursors } from '../../http/cursor.ts'
import type { Addresses } from '../../mail/addresses.ts'

export interface SubscriberServices {
  readonly newId: NewId
  readonly cursors: Cursors
  readonly published: PublishedContent
  readonly linkKeys: LinkKeys
  readonly addresses: Pick<Addresses, 'page'>
}
