import { settings } from '../../strings/en/settings.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ settings })
