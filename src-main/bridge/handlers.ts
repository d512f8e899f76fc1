import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { origin } from '../app-protocol.ts'
import type { BridgeEvent, BridgeReply, EventValue, Verb, VerbInput, VerbOutput } from './contract.ts'
import { eventChannel, events, verbChannel, verbs } from './contract.ts'

/**
 * The threshold between a window and main: who is asking, what is asked, what is answered. All three are checked, always.
 * Held by test/main/bridge.test.ts.
 */

/** Who may ask: the main frame of one of our windows, showing the console. */
export interface KnownWindows {
  has(webContentsId: number): boolean
}

type Sender = Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>

/** True only for the main frame, at exactly our origin, of a window that we opened (security.md 2.6). */
export function isOurWindow({ senderFrame, sender }: Sender, windows: KnownWindows): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === origin && windows.has(sender.id)
}

export type Handlers = { readonly [V in Verb]: (input: VerbInput<V>) => VerbOutput<V> | Promise<VerbOutput<V>> }

export interface ServeBridgeParts {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly windows: KnownWindows
  readonly handlers: Handlers
  /** For our own log; never crosses the border. */
  readonly report: (verb: Verb, error: unknown) => void
}

/** Answers every verb of the contract. A verb without a handler does not compile. */
export function serveBridge({ ipcMain, windows, handlers, report }: ServeBridgeParts): void {
  function serve<V extends Verb>(name: V): void {
    const { input, output } = verbs[name]
    const handle = handlers[name]
    ipcMain.handle(verbChannel(name), async (event, value: unknown): Promise<BridgeReply<unknown>> => {
      if (!isOurWindow(event, windows)) return { ok: false, code: 'not_allowed' }
      const asked = input.safeParse(value)
      if (!asked.success) return { ok: false, code: 'invalid_input' }
      try {
        // The schema of this verb has just made it this verb's input; TypeScript loses the pairing across the table.
        return { ok: true, value: output.parse(await handle(asked.data as VerbInput<V>)) }
      } catch (error) {
        report(name, error)
        return { ok: false, code: 'failed' }
      }
    })
  }
  for (const name of Object.keys(verbs) as Verb[]) serve(name)
}

/** Tells a window something. Throws if the value is not what the contract says: that is our own mistake. */
export function tellWindow<E extends BridgeEvent>(
  contents: { send(channel: string, value: unknown): void },
  event: E,
  value: EventValue<E>,
): void {
  contents.send(eventChannel(event), events[event].parse(value))
}
