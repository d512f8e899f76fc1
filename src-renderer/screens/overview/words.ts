import { overview } from '../../strings/en/overview.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of this screen. */
export const t = withWords({ overview })
