import { connections } from '../../strings/en/connections.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ connections })
