/** T17 where names are really resolved and addresses are really there: a network of its own, with public and private addresses. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inside, outside } from './own-network-addresses.ts'

const it = suite('networks')

it('T17 in a network of its own: nothing inside hears of us, by address, name, rebinding or redirect', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-network-'))
  try {
    writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:2 attempts:1\n')
    const ours = new Set(['127.0.0.1', '127.8.8.8', '::1'])
    const addresses = [...outside, ...inside].filter((address) => !ours.has(address))
    const script = [
      'set -e',
      'ip link set lo up',
      ...addresses.map((text) =>
        text.includes(':') ? `ip -6 address add ${text}/128 dev lo nodad` : `ip address add ${text}/32 dev lo`,
      ),
      `mount --bind ${join(folder, 'resolv.conf')} /etc/resolv.conf`,
      `exec "$0" ${JSON.stringify(join(import.meta.dirname, 'own-network.ts'))}`,
    ].join('\n')
    const found = JSON.parse(await outputOf(['--net', '--mount', 'sh', '-c', script, process.execPath]))
    const { addresses: tried, refused, rebound, reboundLater, redirected, heardByUs, led } = found
    console.log(
      `T17 own network: addresses ${tried} refused ${refused} rebinding ${rebound + reboundLater} redirects ${redirected} canary connections ${heardByUs}`,
    )
    assert.equal(found.others, [])
    assert.equal([found.public, refused, heardByUs], ['fine', 3 * inside.length, 0])
    assert.equal([rebound, reboundLater, redirected], [inside.length, inside.length, inside.length])
    console.log(`T17 teeth: a client that resolves twice was led inside ${led} of ${tried} times`)
    assert.is(led, inside.length)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function outputOf(words: readonly string[]): Promise<string> {
  const child = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return new Promise((resolve, reject) => {
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`ended with ${code}: ${err}`))))
  })
}

it.run()
