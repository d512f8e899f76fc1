/** The keychain is one for the desktop and for a server without a window: src-server/lib/keychain.ts. */
export * from '../src-server/lib/keychain.ts'
