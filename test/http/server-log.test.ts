/** What is logged of an error: enough to mend it, and no secret, wherever in the error it stands. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Problem } from '../../src-server/contract/problems.ts'
import { mintSecret, type SecretKind, secretKinds } from '../../src-server/credentials/secret-format.ts'
import { openServerLog } from '../../src-server/server-log.ts'

const it = suite('server log')

function logged(error: unknown): { text: string; entry: { err: Record<string, unknown>; msg: string } } {
  const lines: string[] = []
  const log = openServerLog('info', { write: (line) => void lines.push(line) })
  log.error({ err: error, request_id: 'req_1' }, 'it failed')
  const text = lines.join('')
  return { text, entry: JSON.parse(text) }
}

it('type, code, message, stack and causes of an error', () => {
  const cause = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' })
  const { entry } = logged(new Problem('audit_unavailable', { note: 'SQLITE_IOERR', cause }))
  assert.is(entry.msg, 'it failed')
  assert.equal(Object.keys(entry.err), ['type', 'code', 'message', 'stack', 'cause'])
  assert.equal([entry.err.type, entry.err.code], ['Problem', 'audit_unavailable'])
  assert.match(String(entry.err.stack), /server-log\.test\.ts/)
  assert.equal(Reflect.get(Object(entry.err.cause), 'code'), 'SQLITE_IOERR')
})

it('T30 no secret of any kind, in message, note, detail, headers, fields, extensions or cause', () => {
  let planted = 0
  let found = 0
  for (const kind of secretKinds satisfies readonly SecretKind[]) {
    const secrets = Array.from({ length: 20 }, () => mintSecret(kind))
    for (const secret of secrets) {
      const errors: unknown[] = [
        new Error(`cannot use ${secret}`),
        secret,
        new Problem('internal', { note: `was ${secret}` }),
        new Problem('internal', { detail: `was ${secret}` }),
        new Problem('internal', { headers: { 'Set-Cookie': `__Host-sid=${secret}` } }),
        new Problem('internal', { errors: [{ path: '/token', message: secret }] }),
        new Problem('internal', { extensions: { token: secret } }),
        new Problem('internal', { cause: new Error('inner', { cause: new Error(secret) }) }),
        Object.assign(new Error('with a body'), { body: { password: 'x', token: secret } }),
      ]
      for (const error of errors) {
        planted += 1
        if (logged(error).text.includes(secret.slice(12))) found += 1
      }
    }
  }
  assert.is(found, 0)
  console.log(`T30 server-log errors with a secret ${planted}, secrets logged ${found}`)
})

it('a chain of causes without an end is cut', () => {
  const error = new Error('round')
  error.cause = error
  assert.ok(logged(error).text.length < 20_000)
})

it.run()
