import type { QueryProblem } from './query-language.ts'
import { t } from './words.ts'

/** What to say about a query that does not work. */
export function problemWords(problem: QueryProblem): string {
  switch (problem.kind) {
    case 'unknown':
      return t('audit.query.problem.unknown', problem.word)
    case 'twice':
      return t('audit.query.problem.twice', problem.word)
    case 'time':
      return t('audit.query.problem.time', problem.word)
    default:
      return t(`audit.query.problem.${problem.kind}`)
  }
}
