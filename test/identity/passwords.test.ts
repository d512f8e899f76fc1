import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commonPasswordsModule } from '../../scripts/common-passwords.ts'
import { Problem } from '../../src-server/contract/problems.ts'
import { checkNewPassword, isCommonPassword } from '../../src-server/credentials/common-passwords.ts'
import { createPasswords, passwordCost } from '../../src-server/credentials/passwords.ts'

const it = suite('credentials.passwords')
const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 }

it('keeps argon2id at 64 MiB, 3 passes, 1 lane, with 16 bytes of salt and 32 of tag', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash('kestrel lichen quarry')
  const [, algorithm, version, cost, salt = '', tag = ''] = hash.split('$')
  assert.equal([algorithm, version, cost], ['argon2id', 'v=19', 'm=65536,t=3,p=1'])
  assert.is(Buffer.from(salt, 'base64').length, 16)
  assert.is(Buffer.from(tag, 'base64').length, 32)
  assert.equal(passwordCost, { memoryCost: 65_536, timeCost: 3, parallelism: 1 })
  assert.is(await passwords.verify(hash, 'kestrel lichen quarry'), true)
  assert.is(await passwords.verify(hash, 'kestrel lichen quarrY'), false)
})

it('takes a password exactly as typed: blanks, case and normal forms count', async () => {
  const passwords = createPasswords({ cost: cheap })
  const hash = await passwords.hash(' Zoë’s café 42 ')
  assert.is(await passwords.verify(hash, ' Zoë’s café 42 '), true)
  for (const other of ['Zoë’s café 42', ' zoë’s café 42 ', ' Zoë’s café 42 '.normalize('NFD')])
    assert.is(await passwords.verify(hash, other), false)
})

it('compares nobody with a hash that no password has, at the same cost', async () => {
  const passwords = createPasswords({ cost: cheap })
  assert.is(await passwords.verify(null, ''), false)
  assert.is(await passwords.verify(null, 'kestrel lichen quarry'), false)
})

it('asks for a new hash when the cost has risen, and only then', async () => {
  const cheapPasswords = createPasswords({ cost: cheap })
  const hash = await cheapPasswords.hash('kestrel lichen quarry')
  assert.is(cheapPasswords.needsRehash(hash), false)
  assert.is(createPasswords({ cost: { ...cheap, timeCost: 2 } }).needsRehash(hash), true)
  assert.is(createPasswords({ cost: { ...cheap, memoryCost: 128 } }).needsRehash(hash), true)
  assert.is(createPasswords({ cost: { memoryCost: 32, timeCost: 1, parallelism: 1 } }).needsRehash(hash), false)
})

it('503 lets two hash and sixteen wait; of 200 at once the others are told before any work', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash('kestrel lichen quarry')
  const before = process.memoryUsage().rss
  let highest = before
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss)
  }, 10)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, () => passwords.verify(hash, 'kestrel lichen quarry').catch((error: unknown) => error)),
  )
  delay.disable()
  clearInterval(watch)
  assert.is(outcomes.filter((outcome) => outcome === true).length, 18)
  const refused = outcomes.filter((outcome) => outcome instanceof Problem)
  assert.is(refused.length, 182)
  assert.ok(refused.every((problem) => problem.code === 'unavailable' && problem.headers['Retry-After'] === '2'))
  assert.is(await passwords.verify(hash, 'kestrel lichen quarry'), true, 'the gate is open again')
  const grownMiB = Math.round((highest - before) / 1024 / 1024)
  assert.ok(grownMiB < 200, `memory grew by ${grownMiB} MiB`)
  const p99 = (delay.percentile(99) / 1e6).toFixed(0)
  console.log(`T11 password-gate parallel 200 hashed 18 refused 182 rss +${grownMiB} MiB loop p99 ${p99} ms`)
})

it('gives its place on even when a hash fails', async () => {
  const passwords = createPasswords({ cost: cheap, maxRunning: 1, maxWaiting: 3 })
  const outcomes = await Promise.allSettled([
    passwords.verify('not a hash', 'x'),
    passwords.verify('not a hash', 'x'),
    passwords.verify(null, 'x'),
  ])
  assert.equal(
    outcomes.map((outcome) => outcome.status),
    ['rejected', 'rejected', 'fulfilled'],
  )
  assert.is(await passwords.verify(null, 'x'), false)
})

it('422 refuses what is tried first: the list, words with a few signs, runs, repetitions, product and own words', async () => {
  const own = ['jane.doe@example.org', 'Jane Doe', 'Acme Monitoring']
  const weak = [
    'password1234',
    'Passw0rd2024!',
    'P@ssw0rdP@ssw0rd',
    '123456789012',
    'qwertyuiop[]',
    'qwertyuiopasdf',
    'zyxwvutsrqpo',
    '1qaz2wsx3edc',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'monkeymonkey',
    'dragon123456',
    'administrator',
    'beatkeeper123',
    'Beat Keeper 1',
    'status-page-1',
    'correct horse battery staple',
    'correcthorsebatterystaple',
    'jane.doe@example.org',
    'JaneDoe2026!',
    'Acme Acme Acme',
    'Acme Monitoring',
    'acmemonitoring1',
  ]
  for (const password of weak) assert.is(await isCommonPassword(password, own), true, password)
  const fine = [
    'kestrel lichen quarry',
    'zebra-otter-lamp',
    '84930295a837',
    'dragon8372619450273',
    'ジャンプ力学計算機械学習者',
    '🦊🌲🛠️🧭🪵🧵🪡🎻🥁🧊🛟🪁',
    '#7$&a%%^^&&((',
    'I like my tea with two sugars',
  ]
  for (const password of fine) assert.is(await isCommonPassword(password, own), false, password)
})

it('422 wants 12 to 128 code points and well-formed Unicode', async () => {
  const codeOf = (password: string) =>
    checkNewPassword(password, []).then(
      () => 'fine',
      (error: unknown) => (error instanceof Problem ? error.code : 'another error'),
    )
  assert.is(await codeOf('kestrel lic'), 'validation_failed')
  assert.is(await codeOf('kestrel lich'), 'fine')
  assert.is(await codeOf('🦊🌲🛠🧭🪵🧵🪡🎻🥁🧊🛟'), 'validation_failed')
  const long = Array.from({ length: 128 }, (_, place) => String.fromCodePoint(0x1f400 + ((place % 60) ** 2 % 61))).join(
    '',
  )
  assert.is(await codeOf(long), 'fine')
  assert.is(await codeOf(`${long}x`), 'validation_failed')
  assert.is(await codeOf('kestrel lichen \ud800 quarry'), 'validation_failed')
  assert.is(await codeOf('password1234'), 'weak_password')
})

it('the bundled list is what its script makes of the package', () => {
  const file = new URL('../../src-server/credentials/common-passwords-list.ts', import.meta.url)
  assert.is(readFileSync(file, 'utf8'), commonPasswordsModule())
})

it.run()
