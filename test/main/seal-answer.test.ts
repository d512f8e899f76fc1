/** The app fetches the sealing key from the keychain and hands it to its server, at each start anew; nothing is asked where nothing is sealed by it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { forkServer } from '../../src-main/fork-server.ts'
import { withSealAnswer } from '../../src-main/seal-answer.ts'
import { createServerProcess, type ServerProcess } from '../../src-main/server-process.ts'
import { openKey } from '../../src-server/keys/key-folder.ts'
import { keyIdOf } from '../../src-server/keys/sealer.ts'
import { newKeychainKey, sealKey } from '../../src-server/keys/sealing.ts'
import type { SecretAnswer } from '../../src-server/lib/keychain.ts'

const it = suite<{ data: string }>('seal answer')
it.before.each((context) => {
  context.data = mkdtempSync(join(tmpdir(), 'beatkeeper-seal-answer-'))
})
it.after.each(({ data }) => rmSync(data, { recursive: true, force: true }))

const start = (data: string) => ({ type: 'start', data_dir: data, port: 0, console_dir: null }) as const
const never = {
  read: async (): Promise<SecretAnswer> => {
    throw new Error('asked')
  },
}

it('asks nothing of a folder that is new, open or unreadable', ({ data }) => {
  assert.equal(withSealAnswer(start(data), never), start(data))
  openKey(data, {}, null)
  assert.equal(withSealAnswer(start(data), never), start(data))
})

it('hands over what the keychain has, that it has nothing, or why it did not answer', async ({ data }) => {
  const key = openKey(data, {}, null)
  const keychainKey = newKeychainKey()
  await sealKey(data, key, { keychainKey })
  const asked: string[] = []
  const of = async (answer: SecretAnswer) => {
    const keychain = {
      async read(account: string) {
        asked.push(account)
        return answer
      },
    }
    return (await withSealAnswer(start(data), keychain)).seal
  }
  assert.equal(await of({ kind: 'found', secret: keychainKey }), { key: keychainKey })
  assert.equal(await of({ kind: 'absent' }), { key: null })
  assert.match(JSON.stringify(await of({ kind: 'trouble', why: 'locked' })), /it is locked/)
  assert.equal([...new Set(asked)], [`sealing-key ${keyIdOf(key)}`])
})

it('a locked keychain stops the start with the remedy; unlocked, trying again starts it', async ({ data }) => {
  const keychainKey = newKeychainKey()
  await sealKey(data, openKey(data, {}, null), { keychainKey })
  let answer: SecretAnswer = { kind: 'trouble', why: 'locked' }
  const server: ServerProcess = createServerProcess({
    spawn: (listeners) =>
      forkServer(
        {
          entry: join(import.meta.dirname, '..', '..', 'src-server', 'main.ts'),
          runtime: process.execPath,
          env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', BEATKEEPER_LOG_LEVEL: 'silent' },
        },
        listeners,
      ),
    startMessage: () => withSealAnswer(start(data), { read: async () => answer }),
    clock: { nowMs: () => Date.now() },
  })
  const becomes = (kind: string): Promise<void> =>
    new Promise((resolve) => {
      server.onState((state) => {
        if (state.kind === kind) resolve()
      })
    })
  const failed = becomes('failed')
  server.start()
  await failed
  const state = server.state()
  assert.equal([state.kind, state.kind === 'failed' && state.code], ['failed', 'sealed'])
  assert.match(state.kind === 'failed' ? state.message : '', /sealed by the keychain.*locked\. Unlock it/)
  answer = { kind: 'found', secret: keychainKey }
  const runs = becomes('running')
  server.retry()
  await runs
  await server.stop()
})

it.run()
