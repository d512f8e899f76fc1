import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readExchange, writeExchange } from '../../src-main/connections/exchange-file.ts'
import { emptyList, listFile, type RemoteEntry } from '../../src-main/connections/list-file.ts'
import { ageOf } from '../../src-main/connections/version-age.ts'

const files = suite('connection files')

const entry: RemoteEntry = {
  id: 'con_0123456789abcdefghij',
  name: 'Acme production',
  environment: 'Production',
  colour: 'red',
  safe_mode: 'ask',
  address: 'https://status.acme.dev',
  private_network: true,
  pinned: Array.from({ length: 32 }, () => 'AB').join(':'),
  sign_in: 'token',
  in_keychain: true,
  version: '1.8.2',
  user: 'Mina Okafor',
  last_seen_at: '2026-01-01T00:00:00.000Z',
}

function inFolder(act: (path: string, folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-list-'))
  try {
    act(join(folder, 'connections.json'), folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

files('the list is its owner’s alone, whole or not there, and read again as it was written', () =>
  inFolder((path, folder) => {
    const file = listFile(path)
    assert.equal(file.read(), emptyList)
    file.write({ ...emptyList, remotes: [entry] })
    assert.equal(file.read().remotes, [entry])
    assert.is(statSync(path).mode & 0o777, 0o600)
    assert.equal(readdirSync(folder), ['connections.json'])
  }),
)

files('a list that can be read by others is made private again', () =>
  inFolder((path) => {
    writeFileSync(path, JSON.stringify(emptyList), { mode: 0o644 })
    listFile(path).read()
    assert.is(statSync(path).mode & 0o777, 0o600)
  }),
)

files('a list that cannot be read is set aside, not lost', () =>
  inFolder((path, folder) => {
    for (const damage of ['', '{', '[]', 'null', JSON.stringify({ ...emptyList, version: 2 })]) {
      writeFileSync(path, damage)
      const aside: string[] = []
      assert.equal(listFile(path, (as) => aside.push(as)).read(), emptyList)
      assert.equal(aside, [`${path}.unreadable`])
      assert.is(readFileSync(`${path}.unreadable`, 'utf8'), damage)
    }
    assert.equal(readdirSync(folder), ['connections.json.unreadable'])
  }),
)

files('no field of the list can hold a secret', () =>
  inFolder((path) => {
    const file = listFile(path)
    for (const extra of ['token', 'cookie', 'csrf', 'password', 'refresh_token', 'secret'])
      assert.throws(() => file.write({ ...emptyList, remotes: [{ ...entry, [extra]: 'x' } as RemoteEntry] }))
  }),
)

files('what travels to another computer makes it trust nothing and names nobody', () => {
  const text = writeExchange([entry])
  for (const left of [entry.id, 'Mina', 'AB:AB', 'private_network', 'in_keychain', '1.8.2'])
    assert.not.match(text, left)
  assert.equal(readExchange(text), [
    {
      name: entry.name,
      environment: entry.environment,
      colour: entry.colour,
      safe_mode: entry.safe_mode,
      address: entry.address,
      sign_in: entry.sign_in,
    },
  ])
})

files('a file of connections from elsewhere is read as a stranger’s', () => {
  const of = (...connections: unknown[]): string =>
    JSON.stringify({ format: 'beatkeeper-connections', version: 1, connections })
  const one = { name: 'X', environment: 'Y', colour: 'red', safe_mode: 'normal', address: 'x.test', sign_in: 'token' }
  assert.is(readExchange(of(one))?.[0]?.address, 'https://x.test')
  assert.equal(readExchange(of({ ...one, address: 'http://x.test' })), [], 'an address that is not taken')
  for (const wrong of ['', 'null', '[]', '{}', of({ ...one, colour: 'url(x)' }), of({ ...one, name: '' }), of(null)])
    assert.is(readExchange(wrong), null, wrong)
  // Pins and the like are dropped, not taken over.
  const more = readExchange(of({ ...one, pinned: entry.pinned, private_network: true, token: 'bk_live_x' }))
  assert.equal(Object.keys(more?.[0] ?? {}).sort(), Object.keys(one).sort())
})

files('older and newer are told by major and minor version', () => {
  for (const [theirs, expected] of [
    ['1.8.2', 'same'],
    ['1.8.0-rc.1', 'same'],
    ['1.9.0', 'newer'],
    ['2.0.0', 'newer'],
    ['1.7.9', 'older'],
    ['0.9.0', 'older'],
    ['1.10.0', 'newer'],
  ] as const)
    assert.is(ageOf(theirs, '1.8.5'), expected, theirs)
})

files.run()
