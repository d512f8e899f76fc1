import { maintenances } from '../../strings/en/maintenances.ts'
import { withWords } from '../../strings/strings.ts'

/** The words of these screens. */
export const t = withWords({ maintenances })
