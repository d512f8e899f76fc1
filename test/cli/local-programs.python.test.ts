/** examples/local/ask.py, run as it is; and its reading of Ed25519 against Node's. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { holdsForLocalProgram, runProgram } from './local-programs.ts'

test('ask.py finds the server of this computer, is not fooled, and tells nobody else the token', () =>
  holdsForLocalProgram('python3', 'ask.py'))

test('ask.py verifies what Node signed, and nothing that was changed by a bit', async () => {
  const cases = Array.from({ length: 20 }, () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const message = randomBytes(40)
    const key = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    const signature = sign(null, message, privateKey)
    const place = randomBytes(1)[0] ?? 0
    const changed = [key, message, signature].map((bytes) => {
      const copy = Buffer.from(bytes)
      const at = place % copy.length
      copy[at] = (copy[at] ?? 0) ^ 4
      return copy.toString('hex')
    })
    return { good: [key, message, signature].map((bytes) => bytes.toString('hex')), changed }
  })
  const script = `import json, sys, importlib.util
spec = importlib.util.spec_from_file_location("ask", sys.argv[1]); ask = importlib.util.module_from_spec(spec); spec.loader.exec_module(ask)
v = lambda k, m, s: ask.verifies(bytes.fromhex(k), bytes.fromhex(m), bytes.fromhex(s))
print(json.dumps([[v(*c["good"])] + [v(*[c["changed"][i] if i == j else c["good"][i] for i in range(3)]) for j in range(3)] for c in json.loads(sys.argv[2])]))`
  const file = resolve(import.meta.dirname, '..', '..', 'examples', 'local', 'ask.py')
  const { out, err } = await runProgram('python3', ['-B', '-c', script, file, JSON.stringify(cases)], {})
  assert.equal(
    JSON.parse(out === '' ? `"${err}"` : out),
    cases.map(() => [true, false, false, false]),
  )
})

test.run()
