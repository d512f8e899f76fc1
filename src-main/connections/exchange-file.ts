import * as z from 'zod/mini'
import { connectionLooks, signInKinds } from '../bridge/connection-verbs.ts'
import { readAddress } from './address.ts'
import type { RemoteEntry } from './list-file.ts'

/**
 * Connections on their way to another computer: what they are called and where they lead. No secret, no user, and nothing that makes a
 * computer trust more than it would by itself: a pin and the own network are agreed to where one sits.
 * Pure; test/main/connection-files.test.ts.
 */

const travelling = z.object({ ...connectionLooks, address: z.string(), sign_in: z.enum(signInKinds) })
const file = z.object({
  format: z.literal('beatkeeper-connections'),
  version: z.literal(1),
  connections: z.array(travelling).check(z.maxLength(200)),
})

export type TravellingConnection = z.output<typeof travelling>

export function writeExchange(remotes: readonly RemoteEntry[]): string {
  const connections = remotes.map(({ name, environment, colour, safe_mode, address, sign_in }) => {
    return { name, environment, colour, safe_mode, address, sign_in }
  })
  return `${JSON.stringify({ format: 'beatkeeper-connections', version: 1, connections }, null, 2)}\n`
}

/** `null` for what is no such file; a connection whose address cannot be read makes none of it. */
export function readExchange(text: string): TravellingConnection[] | null {
  try {
    const { connections } = file.parse(JSON.parse(text))
    const read = connections.map((one) => ({ ...one, address: readAddress(one.address) }))
    return read.flatMap(({ address, ...one }) => ('trouble' in address ? [] : [{ ...one, address: address.origin }]))
  } catch {
    return null
  }
}
