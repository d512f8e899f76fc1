import { createKeychain } from '../../src-server/lib/keychain.ts'

/**
 * The keychain in a process of its own, with the bus of its environment: does what its arguments say (`write a s`, `read a`, `expect a`,
 * `remove a`), one line of JSON each.
 */
const keychain = createKeychain({
  load: async () => (await import('keytar')).default,
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  report: (note) => void process.stderr.write(`${note}\n`),
})

const words = process.argv.slice(2)
for (let verb = words.shift(); verb !== undefined; verb = words.shift()) {
  const account = words.shift() ?? ''
  const answer =
    verb === 'write'
      ? await keychain.write(account, words.shift() ?? '')
      : verb === 'remove'
        ? await keychain.remove(account)
        : await keychain.read(account, verb === 'expect')
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
