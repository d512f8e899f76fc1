import { allows } from '../address.ts'
import { type Denial, deny } from '../denial.ts'
import type { Facts } from '../facts.ts'

/** May this credential be used from this address? An address that cannot be read is on nobody's list. */
export function judgeAddress({ credential, request }: Facts): Denial | null {
  const list = credential.allowedIps
  return list === null || allows(list, request.address) ? null : deny('address', 'ip_not_allowed')
}
