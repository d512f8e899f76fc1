import type { Migration } from '../migrate.ts'
import { migration as workspace } from './0010-workspace.ts'
import { migration as journal } from './0020-journal.ts'
import { migration as content } from './0030-content.ts'
import { migration as magic } from './0040-magic.ts'
import { migration as sessionRenewal } from './0045-session-renewal.ts'
import { migration as oauth } from './0050-oauth.ts'
import { migration as builtInApps } from './0051-built-in-apps.ts'
import { migration as mail } from './0060-mail.ts'
import { migration as subscribers } from './0065-subscribers.ts'
import { migration as secondFactors } from './0070-second-factors.ts'

/** The schema's history, in order. Numbers leave gaps of ten; a released file is never edited. */
export const migrations: readonly Migration[] = [
  workspace,
  journal,
  content,
  magic,
  sessionRenewal,
  oauth,
  builtInApps,
  mail,
  subscribers,
  secondFactors,
]
