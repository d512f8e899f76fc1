import { equal, match } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { beatkeeper, password } from '../cli/run-cli.ts'

/** Commands on a disk that is really full say so, instead of blaming permissions, and leave the workspace as it is. */

const test = suite('drill.full-disk-words')

test('serve and backup on a full disk say that it is full; the workspace is whole', async () => {
  const mount = mkdtempSync(join(tmpdir(), 'beatkeeper-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'tmpfs', mount])
  try {
    const data = join(mount, 'data')
    const init = ['init', '--data', data, '--workspace', 'Full', '--email', 'a@example.org', '--password-stdin']
    equal((await beatkeeper([...init, '--no-token'], { stdin: password })).code, 0)
    const filler = join(mount, 'filler')
    writeFileSync(filler, '')
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(4096), { flag: 'a' })
    } catch {
      // The disk is full: that was wanted.
    }
    const served = await beatkeeper(['serve', '--data', data, '--port', '0'])
    equal(served.code, 1)
    match(served.err, /^The disk of .* is full\. Free some space on it/)
    const kept = await beatkeeper(['backup', join(mount, 'backup.db'), '--data', data])
    equal(kept.code, 1)
    match(kept.err, /^No backup was made: there is no room for it in /)
    equal(statSync(join(mount, 'backup.db'), { throwIfNoEntry: false }), undefined)
    truncateSync(filler)
    equal((await beatkeeper(['audit', 'verify', '--data', data])).code, 0)
    equal((await beatkeeper(['backup', join(mount, 'backup.db'), '--data', data])).code, 0)
  } finally {
    execFileSync('umount', ['-l', mount])
    rmSync(mount, { recursive: true, force: true })
  }
})

test.run()
