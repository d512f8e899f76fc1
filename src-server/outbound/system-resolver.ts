import { lookup } from 'node:dns/promises'
import type { Resolve } from './policy.ts'

/** As every other program of this computer resolves names: the hosts file, then DNS, both families. */
export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address)
