import { invite } from '../../strings/en/members.ts'
import { setup } from '../../strings/en/session.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ invite, setup })
