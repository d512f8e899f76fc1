import { reset } from '../../strings/en/account.ts'
import { setup } from '../../strings/en/session.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ reset, setup })
