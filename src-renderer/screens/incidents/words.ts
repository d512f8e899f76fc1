import { incidents } from '../../strings/en/incidents.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ incidents })
