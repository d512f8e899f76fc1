import { createSignal } from 'solid-js'
import { wallClock } from '../platform.ts'
import { t } from '../strings/strings.ts'
import { noteServerTime } from './clock.ts'
import { isReadOnlyHere } from './connections.ts'

/** How the connection to the server is doing, as the status bar says it. Fed by the transport. */

const [latencyMs, setLatencyMs] = createSignal<number | null>(null)
const [answeredAt, setAnsweredAt] = createSignal<number | null>(null)
const [awaySince, setAwaySince] = createSignal<number | null>(null)

export { answeredAt, awaySince, latencyMs }

export function noteAnswer(tookMs: number, serverTime: number | null): void {
  if (serverTime !== null) noteServerTime(serverTime)
  const before = latencyMs()
  setLatencyMs(before === null ? tookMs : before * 0.7 + tookMs * 0.3)
  setAnsweredAt(wallClock())
  setAwaySince(null)
}

/** Why nothing can be changed now; `undefined` while the server answers and this computer lets changes pass. */
export function awayReason(): string | undefined {
  if (awaySince() !== null) return t('problems.unreachableShort')
  return isReadOnlyHere() ? t('problems.readOnlyHere') : undefined
}

export function noteSilence(): void {
  if (awaySince() === null) setAwaySince(wallClock())
}
