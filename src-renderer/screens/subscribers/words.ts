import { magic, subscribers } from '../../strings/en/subscribers.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ subscribers, magic })
