import { tokens } from '../../strings/en/tokens.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ tokens })
