import { createSignal } from 'solid-js'
import { answerOf, bridge, servedFrom } from '../platform.ts'
import { ownRemote } from './connections.ts'

/** Where scripts reach this server: the address this console came from; in the app, the connection's, or the local server's own. */

const here = servedFrom()
const [origin, setOrigin] = createSignal(bridge === null ? here.origin : '')

if (bridge !== null) {
  const note = (state: { kind: string; url?: string }): void => {
    if (state.kind === 'running' && state.url !== undefined) setOrigin(new URL(state.url).origin)
  }
  void answerOf(bridge.serverState(null)).then((state) => {
    if (state !== null) note(state)
  })
  bridge.on('serverState', note)
}

/** `http://127.0.0.1:4600`, `https://status.acme.dev`: a loopback name of ours as the plain address, which every program resolves. */
export function serverOrigin(): string {
  return (ownRemote()?.address ?? origin()).replace(/^http:\/\/(?:[a-z0-9-]+\.)?localhost(?=:|$)/, 'http://127.0.0.1')
}

/** Whether only this computer reaches it. */
export function serverIsLocal(): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|\[::1\])(?=:|$)/.test(serverOrigin())
}
