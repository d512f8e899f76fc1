import type { Adapter } from 'oidc-provider'
import type { Logger } from 'pino'
import type { Generation } from '../../credentials/generation.ts'
import type { Readable, Writable } from '../../db/database.ts'
import type { Writer } from '../../db/writer.ts'
import type { LoggedEvent, UnitOfWork, UnitsOfWork } from '../unit-of-work.ts'

/** What the adapters of all models share. */
export interface AdapterParts {
  readonly db: Readable
  readonly writer: Pick<Writer, 'submit'>
  readonly units: UnitsOfWork
  readonly generation: Generation
  readonly log: Pick<Logger, 'error'>
  /** The error that oidc-provider answers as `invalid_grant`; made by it, since it loads on first use. */
  invalidGrant(detail: string): Error
  /** Appends a row about a grant, in the open batch. */
  append(tx: Writable, unit: UnitOfWork, event: LoggedEvent): void
  /** Ends a grant with the unit of this request, for the reason that the request has. Once, however often it is asked. */
  endGrant(unit: UnitOfWork, grantId: string): void
}

/** What oidc-provider asks of a model; a model that needs less than all answers the rest with an error. */
export type ModelAdapter = Omit<Adapter, 'findByUserCode' | 'findByUid' | 'consume' | 'revokeByGrantId'> &
  Partial<Pick<Adapter, 'findByUid' | 'consume' | 'revokeByGrantId'>>

/** A grant ended between the look at it and the commit: nothing is issued under it, and the answer is `invalid_grant`. */
export class GrantHasEnded extends Error {
  constructor() {
    super('the grant ended meanwhile')
  }
}

/** An adapter for oidc-provider: what the model does not do is a bug where it is asked for. */
export function wholeAdapter(model: string, adapter: ModelAdapter): Adapter {
  const never = (what: string) => (): Promise<never> => Promise.reject(new Error(`${model} has no ${what}`))
  return {
    findByUserCode: never('user code'),
    findByUid: never('uid'),
    consume: never('use'),
    revokeByGrantId: never('grant'),
    ...adapter,
  }
}
