import { serverOrigin } from '../../state/server-address.ts'

/** The address that apps know this server by. */
export function issuerOf(): string {
  return serverOrigin()
}
