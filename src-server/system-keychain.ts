import { createKeychain, type SecretStore } from './lib/keychain.ts'

/** The keychain of the user that this process runs as; loaded when it is asked. */
export function systemKeychain(): SecretStore {
  return createKeychain({
    load: async () => (await import('keytar')).default,
    after(ms, callback) {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
    report: () => undefined,
  })
}
