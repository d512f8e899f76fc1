import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import * as z from 'zod/mini'
import type { SecretStore } from '../src-server/lib/keychain.ts'

/**
 * Where keytar cannot be loaded but the system has another vault that Electron knows (KWallet without a Secret Service): secrets sealed by
 * Electron's safeStorage, in a file of the app's own, 0600.
 *
 * Never with the backend `basic_text`, whose key everybody has: that is no vault, and counts as none. Held by test/main/keychain.test.ts.
 */

/** What is used of Electron's safeStorage. */
export interface Sealer {
  isEncryptionAvailable(): boolean
  /** Linux only. */
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(sealed: Buffer): string
}

const sealedFile = z.record(z.string(), z.string())

/** Whether the system seals with a key that others do not have. */
export function canSeal(sealer: Sealer, platform: string): boolean {
  const backend = platform === 'linux' ? (sealer.getSelectedStorageBackend?.() ?? 'unknown') : 'system'
  return backend !== 'basic_text' && backend !== 'unknown' && sealer.isEncryptionAvailable()
}

/** The keychain, and in its place, where it is unavailable, what the system can seal with. */
export function withSealedFile(keychain: SecretStore, sealer: Sealer, platform: string, path: string): SecretStore {
  function read(): Record<string, string> {
    try {
      return sealedFile.parse(JSON.parse(readFileSync(path, 'utf8')))
    } catch {
      return {}
    }
  }
  function write(entries: Record<string, string>): void {
    if (Object.keys(entries).length === 0) {
      rmSync(path, { force: true })
      return
    }
    writeFileSync(`${path}.new`, JSON.stringify(entries), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }

  return {
    async read(account, expected) {
      const answer = await keychain.read(account, expected)
      if (answer.kind !== 'trouble' || answer.why !== 'unavailable' || !canSeal(sealer, platform)) return answer
      const sealed = read()[account]
      if (sealed === undefined) return { kind: 'absent' }
      try {
        return { kind: 'found', secret: sealer.decryptString(Buffer.from(sealed, 'base64')) }
      } catch {
        return { kind: 'trouble', why: 'denied' }
      }
    },
    async write(account, secret) {
      const answer = await keychain.write(account, secret)
      if (answer !== 'unavailable' || !canSeal(sealer, platform)) return answer
      write({ ...read(), [account]: sealer.encryptString(secret).toString('base64') })
      return 'kept'
    },
    async remove(account) {
      const { [account]: sealed, ...others } = read()
      if (sealed !== undefined) write(others)
      const answer = await keychain.remove(account)
      return answer === 'unavailable' && sealed !== undefined ? 'gone' : answer
    },
  }
}
