import type { FuseConfig } from '@electron/fuses'
import { FuseV1Options, FuseVersion } from '@electron/fuses'

/**
 * What Electron may do in a packaged app: nothing that lets another program run code under our name (security.md 2.6).
 * Flipped before signing and read back in the release; strict, so that a fuse which a new Electron brings must be decided here first.
 * Held by test/main/static.test.ts (T20).
 */
export const fuses: FuseConfig = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
}
