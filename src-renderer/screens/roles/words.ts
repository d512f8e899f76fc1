import { roles } from '../../strings/en/roles.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ roles })
