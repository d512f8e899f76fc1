import { audit } from '../../strings/en/audit.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ audit })
