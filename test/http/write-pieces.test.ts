import { Writable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writePieces } from '../../src-server/http/write-pieces.ts'

function reader(take: (piece: string, done: () => void) => void): Writable {
  return new Writable({ highWaterMark: 1, write: (chunk, _encoding, done) => take(String(chunk), done) })
}

test('a long stream to a slow reader arrives whole and leaves no listener behind', async () => {
  let got = ''
  let most = 0
  const slow = reader((piece, done) => {
    got += piece
    most = Math.max(most, slow.listenerCount('close'), slow.listenerCount('drain'))
    setImmediate(done)
  })
  const pieces = Array.from({ length: 500 }, (_, index) => `${index}\n`)
  const ended = new Promise((resolve) => slow.once('finish', resolve))
  await writePieces(slow, pieces)
  await ended
  assert.is(got, pieces.join(''))
  assert.ok(most <= 2, `${most} listeners at once`)
  assert.is(slow.listenerCount('drain'), 0)
})

test('who hangs up is written no more, and nothing waits for them', async () => {
  let taken = 0
  const gone = reader(() => {
    taken += 1
    setImmediate(() => gone.destroy())
  })
  let made = 0
  const pieces = (function* () {
    for (;;) {
      made += 1
      yield 'x'
    }
  })()
  await writePieces(gone, pieces)
  assert.equal([taken, made], [1, 2])
})

test.run()
