import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StartMessage } from '../src-server/contract/lifecycle.ts'
import {
  keychainTroubleWords,
  type SealFile,
  sealAccount,
  sealFile,
  sealFileName,
} from '../src-server/contract/seal.ts'
import type { SecretStore } from '../src-server/lib/keychain.ts'

/**
 * The sealing key of the local workspace, where the keychain seals it: main asks the keychain, because the keychain knows the app and not its
 * server process, and hands the answer over the private channel with the word to start. Asked anew at each start, so that a keychain
 * that was unlocked meanwhile is heard. Held by test/main/seal-answer.test.ts.
 */
export function withSealAnswer(
  message: StartMessage,
  keychain: Pick<SecretStore, 'read'>,
): StartMessage | Promise<StartMessage> {
  const state = sealOf(message.data_dir)
  if (state?.sealed_by !== 'keychain') return message
  return keychain.read(sealAccount(state.key_id), true).then((answer) => ({
    ...message,
    seal:
      answer.kind === 'trouble'
        ? { trouble: keychainTroubleWords[answer.why] }
        : { key: answer.kind === 'found' ? answer.secret : null },
  }))
}

/** How the key is sealed, or null: not at all yet, or it cannot be read, which the server says better. */
function sealOf(dataDir: string): SealFile | null {
  try {
    const parsed = sealFile.safeParse(JSON.parse(readFileSync(join(dataDir, 'keys', sealFileName), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
