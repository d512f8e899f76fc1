import { plainOrigin } from './plain-origin.ts'
import { serverIsLocal, serverOrigin } from './server-address.ts'
import { context } from './session.ts'

/** Where programs reach this workspace: the address it is published under, else the one at which this console reaches it. */

const published = (): string | null => plainOrigin(context()?.workspace.public_url ?? '')

/** `https://admin.example.org`, `http://127.0.0.1:4600`. */
export function workspaceOrigin(): string {
  return published() ?? plainOrigin(serverOrigin()) ?? ''
}

/** Whether only this computer reaches it. */
export function workspaceIsLocal(): boolean {
  return published() === null && serverIsLocal()
}
