import { createSignal } from 'solid-js'
import type { ConnectionsView, ConnectionView, SafeMode } from '../../src-main/bridge/contract.ts'
import { answerOf, bridge } from '../platform.ts'

/**
 * The connections of the desktop app, as main tells of them; none in a browser, which has exactly the one that served it. No secret is
 * ever in here: main keeps those. One's own connection is the one that this window shows, for as long as the window lives.
 */

const [view, setView] = createSignal<ConnectionsView | null>(null)

if (bridge !== null) {
  bridge.on('connections', setView)
  void answerOf(bridge.listConnections(null)).then((found) => {
    if (found !== null) setView(found)
  })
}

/** All of them; `null` before main has told, and in a browser. */
export { view as connections }

/** The one that this window shows. */
export function ownConnection(): ConnectionView | null {
  return view()?.connections.find((one) => one.current) ?? null
}

/** It, where it is somebody's server and not the local workspace. */
export function ownRemote(): ConnectionView | null {
  const own = ownConnection()
  return own?.kind === 'remote' ? own : null
}

/** Whether main refuses every change here. */
export function isReadOnlyHere(): boolean {
  return ownConnection()?.safe_mode === 'read_only'
}

const [wanted, setWanted] = createSignal<string | null>(null)

/** The connection that the person wants to go to while something here is unsaved; asked about by the frame. */
export { wanted as wantedConnection }

let unsaved: () => boolean = () => false

/** Lets ui/leave-guard.tsx say whether something would be lost. */
export function tellUnsaved(isUnsaved: () => boolean): void {
  unsaved = isUnsaved
}

/** Shows another connection in place of this one; asks first where something would be lost. */
export function switchConnection(id: string): void {
  if (bridge === null || id === ownConnection()?.id) return
  if (unsaved()) setWanted(id)
  else void bridge.switchConnection({ id })
}

export function stayHere(): void {
  setWanted(null)
}

/** Goes, whatever is lost. */
export function leaveForWanted(): void {
  const id = wanted()
  setWanted(null)
  if (id !== null) void bridge?.switchConnection({ id })
}

/** How careful main is with changes here. A more careless mode is asked about by main. */
export async function chooseSafeMode(mode: SafeMode): Promise<void> {
  const own = ownConnection()
  if (own !== null && own.safe_mode !== mode) await bridge?.editConnection({ id: own.id, safe_mode: mode })
}
