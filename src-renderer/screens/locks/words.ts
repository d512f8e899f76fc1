import { locks } from '../../strings/en/locks.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ locks })
