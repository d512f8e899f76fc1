import { oauth } from '../../strings/en/oauth.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ oauth })
