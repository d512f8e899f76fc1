import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { goneReasonOf, looksLikeKey } from '../../src-renderer/state/link-key.ts'

test('a refusal about the link says which, one about the form leaves the link alone', () => {
  assert.is(goneReasonOf('magic_expired'), 'expired')
  assert.is(goneReasonOf('magic_used'), 'used')
  assert.is(goneReasonOf('token_revoked'), 'ended')
  assert.is(goneReasonOf('invalid_token'), 'unknown')
  for (const code of ['validation_failed', 'weak_password', 'unreachable', 'rate_limited'])
    assert.is(goneReasonOf(code), null, code)
})

test('only what could be a key is sent', () => {
  assert.ok(looksLikeKey('bkm_0aZ9'))
  for (const text of [null, '', 'bkm_', 'bk_live_x', 'bkm_a b', 'bkm_a\nX-Evil: 1']) assert.not(looksLikeKey(text))
})

test.run()
