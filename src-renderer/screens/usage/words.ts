import { usage } from '../../strings/en/usage.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ usage })
