import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clearsAfterSeconds, createSecretClipboard } from '../../src-main/secret-clipboard.ts'

const clip = suite('secret clipboard')

/** A clipboard of one text, and a clock that rings when it is told to. */
function parts(asynchronous: boolean) {
  const board = { text: '' }
  const timers: { ms: number; ring: () => void; off: boolean }[] = []
  const clipboard = {
    readText: () => (asynchronous ? Promise.resolve(board.text) : board.text),
    writeText(text: string) {
      board.text = text
      return asynchronous ? Promise.resolve() : undefined
    },
    clear() {
      board.text = ''
    },
  }
  const secrets = createSecretClipboard(clipboard, {
    after(ms, ring) {
      const timer = { ms, ring, off: false }
      timers.push(timer)
      return () => {
        timer.off = true
      }
    },
  })
  const minuteLater = async (): Promise<void> => {
    for (const timer of timers.splice(0)) if (!timer.off) timer.ring()
    await Promise.resolve()
    await Promise.resolve()
  }
  return { board, timers, secrets, minuteLater }
}

for (const asynchronous of [false, true]) {
  const kind = asynchronous ? 'a clipboard that answers by promise' : 'a clipboard that answers at once'

  clip(`${kind}: the secret is gone after a minute`, async () => {
    const { board, timers, secrets, minuteLater } = parts(asynchronous)
    await secrets.copy('bk_live_1')
    assert.is(board.text, 'bk_live_1')
    assert.is(timers[0]?.ms, clearsAfterSeconds * 1000)
    await minuteLater()
    assert.is(board.text, '')
  })

  clip(`${kind}: what was copied since stays`, async () => {
    const { board, secrets, minuteLater } = parts(asynchronous)
    await secrets.copy('bk_live_1')
    board.text = 'a shopping list'
    await minuteLater()
    assert.is(board.text, 'a shopping list')
  })

  clip(`${kind}: a second secret has its own minute`, async () => {
    const { board, timers, secrets } = parts(asynchronous)
    await secrets.copy('bk_live_1')
    await secrets.copy('bk_live_2')
    assert.equal(
      timers.map(({ off }) => off),
      [true, false],
    )
    assert.is(board.text, 'bk_live_2')
  })

  clip(`${kind}: quitting takes it away at once, and only if it is ours`, async () => {
    const { board, secrets } = parts(asynchronous)
    await secrets.copy('bk_live_1')
    await secrets.clearNow()
    assert.is(board.text, '')
    board.text = 'something else'
    await secrets.clearNow()
    assert.is(board.text, 'something else')
  })
}

clip.run()
