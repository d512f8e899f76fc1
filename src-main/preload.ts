import { contextBridge, ipcRenderer } from 'electron'
import { bridgeName, eventChannel, events, verbChannel, verbs } from './bridge/contract.ts'

// Derived from the contract, without logic of its own: one function for each verb, and `on` for the events that the contract names.
const calls = Object.fromEntries(
  (Object.keys(verbs) as (keyof typeof verbs)[]).map((name) => [
    name,
    (input: unknown) => ipcRenderer.invoke(verbChannel(name), input),
  ]),
)

function on(event: keyof typeof events, listener: (value: unknown) => void): () => void {
  if (!Object.hasOwn(events, event)) throw new Error('There is no such event.')
  const hear = (_event: unknown, value: unknown): void => listener(value)
  ipcRenderer.on(eventChannel(event), hear)
  return () => void ipcRenderer.off(eventChannel(event), hear)
}

contextBridge.exposeInMainWorld(bridgeName, { ...calls, on })
