import type { SafeMode } from '../../src-main/bridge/contract.ts'

/** How careful a connection can be, from the least to the most. A type-checked copy: the console may not run the bridge's own values. */
export const safeModeOrder = ['normal', 'ask', 'password', 'read_only'] as const satisfies readonly SafeMode[]
