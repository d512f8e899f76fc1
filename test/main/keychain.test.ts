import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createKeptSecrets, type Owner } from '../../src-main/connections/kept-secrets.ts'
import { canSeal, type Sealer, withSealedFile } from '../../src-main/sealed-store.ts'
import { type ConnectionSecret, readSecret, writeSecret } from '../../src-server/contract/connection-secret.ts'
import {
  createKeychain,
  type Keytar,
  keychainPatienceMs,
  type SecretStore,
  troubleOf,
} from '../../src-server/lib/keychain.ts'

/** T21: each way in which a keychain does not do what it should, with a stand-in that does exactly that. The real one: keychain.keyring.test.ts. */
const keychain = suite('keychain')

const secret = 'bk_live_0123456789abcdefghijklmnopqrstuv'

/** A keychain in memory, and what each call is made to do instead. */
function fakeKeytar(instead: () => Promise<never> | null = () => null) {
  const entries = new Map<string, string>()
  const calls: string[] = []
  const call = async <T>(name: string, act: () => T): Promise<T> => {
    calls.push(name)
    const other = instead()
    return other === null ? act() : other
  }
  const keytar: Keytar = {
    getPassword: (_service, account) => call('get', () => entries.get(account) ?? null),
    setPassword: (_service, account, password) => call('set', () => void entries.set(account, password)),
    deletePassword: (_service, account) => call('delete', () => entries.delete(account)),
  }
  return { keytar, entries, calls }
}

/** A clock whose timers run when told. */
function fakeTimers() {
  const timers = new Set<{ ms: number; callback: () => void }>()
  return {
    after(ms: number, callback: () => void) {
      const timer = { ms, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    run() {
      for (const timer of [...timers]) {
        timers.delete(timer)
        timer.callback()
      }
    },
    waiting: () => [...timers].map(({ ms }) => ms),
  }
}

function keychainOver(load: () => Promise<Keytar>) {
  const timers = fakeTimers()
  const notes: string[] = []
  return { store: createKeychain({ load, after: timers.after, report: (note) => notes.push(note) }), timers, notes }
}

/** What the libraries say, as they say it. */
const sayings: readonly [string, ReturnType<typeof troubleOf>][] = [
  ['Cannot create an item in a locked collection', 'locked'],
  ['The user name or passphrase you entered is not correct.', 'denied'],
  ['User interaction is not allowed.', 'locked'],
  ['User canceled the operation.', 'denied'],
  ['Access is denied.', 'denied'],
  ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'unavailable'],
  ['The name org.freedesktop.secrets was not provided by any .service files', 'unavailable'],
  ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'unavailable'],
  ['Failed to load keytar native addon, checked ["../build/Release"] on prebuilds/linux-x64', 'unavailable'],
  ['something that nobody has seen', 'unavailable'],
]

keychain('T21 locked, denied and unavailable are told apart by what the libraries say', async () => {
  for (const [message, expected] of sayings) {
    assert.is(troubleOf(message), expected, message)
    const { keytar } = fakeKeytar(() => Promise.reject(new Error(message)))
    const { store } = keychainOver(async () => keytar)
    assert.equal(await store.read('con_1', true), { kind: 'trouble', why: expected })
    assert.is(await store.write('con_1', secret), expected)
    assert.is(await store.remove('con_1'), expected)
  }
})

keychain('T21 a library that is not there is no crash, and is asked for once', async () => {
  let loads = 0
  const { store, notes } = keychainOver(() => {
    loads += 1
    return Promise.reject(new Error('Failed to load keytar native addon'))
  })
  assert.is(await store.write('con_1', secret), 'unavailable')
  assert.equal(await store.read('con_1', false), { kind: 'trouble', why: 'unavailable' })
  assert.is(loads, 1)
  assert.is(notes.length, 2)
  assert.not.match(notes.join(), secret)
})

keychain(
  'T21 a keychain that takes 30 seconds is slow after five, holds up nobody, and is believed again once it is back',
  async () => {
    let release: (() => void) | null = null
    const { keytar, calls } = fakeKeytar()
    const slow: Keytar = {
      ...keytar,
      getPassword: (service, account) =>
        new Promise((resolve) => {
          release = () => resolve(keytar.getPassword(service, account))
        }),
    }
    const { store, timers } = keychainOver(async () => slow)
    const reading = store.read('con_1', false)
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(timers.waiting(), [keychainPatienceMs])
    timers.run()
    assert.equal(await reading, { kind: 'trouble', why: 'slow' })
    // A second thread is not given away to the same prompt.
    assert.is(await store.write('con_1', secret), 'slow')
    assert.equal(calls, [])
    if (release !== null) (release as () => void)()
    await new Promise((resolve) => setImmediate(resolve))
    assert.is(await store.write('con_1', secret), 'kept')
  },
)

keychain('T21 absent is absent, unless it was kept here and nothing can be written either', async () => {
  const { keytar } = fakeKeytar()
  const locked: Keytar = {
    ...keytar,
    getPassword: async () => null,
    setPassword: () => Promise.reject(new Error('Cannot create an item in a locked collection')),
  }
  const { store } = keychainOver(async () => locked)
  assert.equal(await store.read('con_1', false), { kind: 'absent' })
  assert.equal(await store.read('con_1', true), { kind: 'trouble', why: 'locked' })
  const { store: open } = keychainOver(async () => keytar)
  assert.equal(await open.read('con_1', true), { kind: 'absent' })
})

keychain('one question at a time', async () => {
  let running = 0
  let most = 0
  const busy: Keytar = {
    async getPassword() {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return null
    },
    setPassword: async () => undefined,
    deletePassword: async () => true,
  }
  const { store } = keychainOver(async () => busy)
  await Promise.all(Array.from({ length: 8 }, (_, at) => store.read(`con_${at}`, false)))
  assert.is(most, 1)
})

const origin = 'https://status.acme.dev'
const token: ConnectionSecret = { v: 1, kind: 'token', origin, token: secret }
const owner = (inKeychain: boolean): Owner => ({ id: 'con_1', origin, inKeychain })

/** A store that answers as told. */
function storeThat(answers: Partial<SecretStore>): SecretStore {
  return {
    read: async () => ({ kind: 'absent' }),
    write: async () => 'kept',
    remove: async () => 'gone',
    ...answers,
  }
}

keychain('T21 a corrupted entry, one of another version and one for another address are no credential', async () => {
  const damages = ['', 'null', '{', secret, '[]', '{"v":1}', writeSecret({ ...token, origin: 'https://evil.test' })]
  damages.push(writeSecret(token).replace('"v":1', '"v":2'), writeSecret(token).slice(0, -1), '\u0000')
  for (const text of damages) {
    assert.is(readSecret(text, origin), null, text)
    const noted: boolean[] = []
    const kept = createKeptSecrets(storeThat({ read: async () => ({ kind: 'found', secret: text }) }), (_id, change) =>
      noted.push(change.inKeychain),
    )
    assert.is(await kept.read(owner(true)), null)
    assert.equal(kept.keeping(owner(true)), { kept: 'none', trouble: null })
    assert.equal(noted, [false])
  }
  assert.equal(readSecret(writeSecret(token), origin), token)
})

keychain('T21 what the keychain does not take is kept for this run, and it says why', async () => {
  for (const why of ['locked', 'unavailable', 'denied', 'slow'] as const) {
    const noted: boolean[] = []
    const kept = createKeptSecrets(storeThat({ write: async () => why }), (_id, change) =>
      noted.push(change.inKeychain),
    )
    assert.equal(await kept.keep(owner(false), token), { kept: 'this_run', trouble: why })
    assert.equal(await kept.read(owner(false)), token)
    assert.equal(kept.keychain(), why)
    assert.equal(noted, [])
    // The next run knows nothing of it.
    assert.is(await createKeptSecrets(storeThat({}), () => {}).read(owner(false)), null)
  }
})

keychain('T21 a keychain that does not give is asked again once the person says so, and not before', async () => {
  let asked = 0
  let locked = true
  const kept = createKeptSecrets(
    storeThat({
      async read() {
        asked += 1
        return locked ? { kind: 'trouble', why: 'locked' } : { kind: 'found', secret: writeSecret(token) }
      },
    }),
    () => {},
  )
  assert.is(await kept.read(owner(true)), null)
  assert.is(await kept.read(owner(true)), null)
  assert.is(asked, 1)
  assert.equal(kept.keeping(owner(true)), { kept: 'none', trouble: 'locked' })
  locked = false
  kept.askAgain()
  assert.equal(await kept.read(owner(true)), token)
})

keychain('what is asked twice at once is asked for once; what was typed meanwhile wins', async () => {
  let asked = 0
  let give: (text: string) => void = () => {}
  const kept = createKeptSecrets(
    storeThat({
      read() {
        asked += 1
        return new Promise((resolve) => {
          give = (text) => resolve({ kind: 'found', secret: text })
        })
      },
    }),
    () => {},
  )
  const [one, other] = [kept.read(owner(true)), kept.read(owner(true))]
  const typed: ConnectionSecret = { ...token, token: 'bk_live_typed' }
  await kept.keep(owner(true), typed)
  give(writeSecret(token))
  assert.equal(await one, typed)
  assert.equal(await other, typed)
  assert.is(asked, 1)
})

keychain('a credential is not given for another address', async () => {
  const kept = createKeptSecrets(storeThat({}), () => {})
  await kept.keep(owner(false), token)
  assert.is(await kept.read({ ...owner(false), origin: 'https://evil.test' }), null)
})

keychain('forgetting takes it out of the keychain, and says when the keychain keeps it', async () => {
  const noted: boolean[] = []
  const kept = createKeptSecrets(storeThat({}), (_id, change) => noted.push(change.inKeychain))
  await kept.keep(owner(false), token)
  assert.is(await kept.forget(owner(true)), null)
  assert.is(await kept.read(owner(false)), null)
  assert.equal(noted, [true, false])
  const stubborn = createKeptSecrets(storeThat({ remove: async () => 'locked' }), () => assert.unreachable())
  assert.is(await stubborn.forget(owner(true)), 'locked')
  assert.is(await stubborn.read(owner(true)), null, 'here it is gone')
})

/** Electron's safeStorage as it stands over a backend. */
function sealerOver(backend: string, available = true): Sealer {
  return {
    isEncryptionAvailable: () => available,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => Buffer.from([...Buffer.from(text)].map((byte) => byte ^ 0x5a)),
    decryptString: (sealed) => Buffer.from([...sealed].map((byte) => byte ^ 0x5a)).toString(),
  }
}

keychain('T21 basic_text is refused: nothing is written, the credential lives for this run', async () => {
  let plaintext = 0
  for (const [backend, available, expected] of [
    ['basic_text', true, 'unavailable'],
    ['unknown', true, 'unavailable'],
    ['kwallet6', false, 'unavailable'],
    ['kwallet6', true, 'kept'],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-sealed-'))
    const sealer = sealerOver(backend, available)
    assert.is(canSeal(sealer, 'linux'), expected === 'kept')
    const none = storeThat({
      read: async () => ({ kind: 'trouble', why: 'unavailable' }),
      write: async () => 'unavailable',
      remove: async () => 'unavailable',
    })
    const store = withSealedFile(none, sealer, 'linux', join(folder, 'sealed.json'))
    assert.is(await store.write('con_1', writeSecret(token)), expected)
    for (const name of readdirSync(folder)) if (readFileSync(join(folder, name)).includes(secret)) plaintext += 1
    assert.is(readdirSync(folder).length, expected === 'kept' ? 1 : 0)
    if (expected === 'kept') {
      assert.equal(await store.read('con_1', true), { kind: 'found', secret: writeSecret(token) })
      assert.is(await store.remove('con_1'), 'gone')
      assert.equal(readdirSync(folder), [])
    }
    rmSync(folder, { recursive: true })
  }
  assert.is(plaintext, 0)
  process.stdout.write(
    `T21 sayings ${sayings.length}, slow, corrupted entries 10, backends 4: right answer each, plaintext on disk ${plaintext}\n`,
  )
})

keychain('a sealed file is asked only where there is no keychain at all', async () => {
  for (const why of ['locked', 'denied', 'slow'] as const) {
    const store = withSealedFile(
      storeThat({ write: async () => why, read: async () => ({ kind: 'trouble', why }) }),
      sealerOver('kwallet6'),
      'linux',
      join(tmpdir(), 'beatkeeper-never-written.json'),
    )
    assert.is(await store.write('con_1', 'x'), why)
    assert.equal(await store.read('con_1', true), { kind: 'trouble', why })
  }
})

keychain.run()
