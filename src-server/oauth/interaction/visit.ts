import type Provider from 'oidc-provider'
import type { Exchange } from '../../http/exchange.ts'
import { sendRedirect } from '../answer.ts'
import type { BrowserState } from '../cookies.ts'
import type { EndpointParts } from '../endpoints/parts.ts'
import type { Performed } from '../perform.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { AskingApp, OpenInteraction } from './open-interaction.ts'

/** One visit to an interaction. */
export interface Visit {
  readonly parts: EndpointParts
  readonly exchange: Exchange
  readonly provider: Provider
  readonly unit: UnitOfWork
  readonly uid: string
  readonly browser: BrowserState
  readonly interaction: OpenInteraction
  readonly app: AskingApp
}

/** Keeps what was answered and goes on with the request. */
export async function goOn(visit: Visit, result: NonNullable<OpenInteraction['result']>): Promise<Performed> {
  const { interaction, exchange, uid } = visit
  interaction.result = result
  await interaction.persist()
  return { status: 303, send: () => sendRedirect(exchange, `/oauth/authorize/${uid}`) }
}

/** The name under which the visitor reached us. */
export function hostOf({ origin }: Exchange): string {
  return new URL(origin).host
}
