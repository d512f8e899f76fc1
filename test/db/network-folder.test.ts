/** A data folder on another computer's disk is refused: neither its locks nor its syncs can be relied on. */
import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { networkFileSystemOf } from '../../src-server/db/data-folder.ts'

const it = suite('network folder')

/** Numbers of statfs(2). Node reads some of them as negative. */
const remote = { nfs: 0x6969, smb: 0x517b, cifs: 0xff534d42, smb2: 0xfe534d42, afs: 0x5346414f, ceph: 0x00c36400 }
const local = {
  ext4: 0xef53,
  xfs: 0x58465342,
  btrfs: 0x9123683e,
  tmpfs: 0x01021994,
  overlay: 0x794c7630,
  zfs: 0x2fc12fc1,
}

it('Linux: by the number of the file system, read as signed or not', () => {
  for (const [name, type] of Object.entries(remote)) {
    assert.type(networkFileSystemOf('linux', '/data', type), 'string', name)
    assert.type(networkFileSystemOf('linux', '/data', type | 0), 'string', name)
  }
  for (const [name, type] of Object.entries(local)) assert.is(networkFileSystemOf('linux', '/data', type), null, name)
})

it('Windows: by the path', () => {
  assert.type(networkFileSystemOf('win32', '\\\\server\\share\\data', 0), 'string')
  assert.type(networkFileSystemOf('win32', '//server/share/data', 0), 'string')
  for (const path of ['C:\\data', '\\\\?\\C:\\data', '\\\\.\\pipe', 'data'])
    assert.is(networkFileSystemOf('win32', path, 0), null, path)
})

it('the temporary folder of this computer is on this computer', () => {
  assert.is(networkFileSystemOf(process.platform, tmpdir(), statfsSync(tmpdir()).type), null)
})

it.run()
