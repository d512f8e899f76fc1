/** Editing, rotating, and the snippets of a new secret. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import { editBody, editProblems, editValues } from '../../src-renderer/screens/tokens/edit-model.ts'
import {
  hardStopChoices,
  lifetimeWordsAt,
  overlapChoices,
  rotationBody,
} from '../../src-renderer/screens/tokens/rotate-model.ts'
import { snippetsOf } from '../../src-renderer/screens/tokens/snippets.ts'
import { masked, slugOf } from '../../src-renderer/ui/snippet.ts'
import { patchToken, rotateBody, type Token } from '../../src-server/contract/tokens.ts'

const dialogs = suite('renderer.token-dialogs')
const now = Date.parse('2026-11-21T09:30:00Z')
const words = { later: 'later', past: 'past', name: 'name' }
const user = 'usr_01m7ym3mwvdyxmsda7qddsamt7'
const token: Token = {
  id: 'tok_1',
  name: 'one',
  description: 'd',
  notes: '',
  purpose: 'automation',
  owner: { id: user, name: 'Mina' },
  owner_gone: false,
  permission: 'read',
  scopes: [],
  role_key: 'viewer',
  role_name: 'Viewer',
  role_assignable: true,
  environment: 'live',
  page_id: null,
  terraform_managed: false,
  token_prefix: 'bk_live_aaaa',
  status: 'active',
  created_at: '2026-11-01T00:00:00.000Z',
  created_by: null,
  expires_at: '2027-01-30T00:00:00.000Z',
  expires_in_days: 70,
  last_used_at: null,
  last_used_ip: null,
  use_count: 0,
  revoked_at: null,
  revoked_by: null,
  revoke_reason: null,
  rotated_from: null,
  rotated_to: null,
  rotation: null,
  allowed_ips: ['203.0.113.7'],
  exposed_at: null,
}

dialogs('only what differs is sent', () => {
  const values = editValues(token, 'UTC')
  assert.equal(editBody(values, token, 'UTC'), {})
  assert.equal(editBody({ ...values, name: ' two ', owner: '', addresses: [] }, token, 'UTC'), {
    name: 'two',
    owner_id: null,
    allowed_ips: null,
  })
  const changed = editBody(
    { ...values, notes: 'n', purpose: 'interactive', addresses: ['10.0.0.0/8'], lastDay: '2026-12-31' },
    token,
    'UTC',
  )
  assert.is(changed.expires_at, '2026-12-31T23:59:59.000Z')
  assert.ok(z.safeParse(patchToken.body, changed).success)
})

dialogs('an expiry can only come earlier', () => {
  const of = (lastDay: string, over: Partial<Token> = {}): string | undefined =>
    editProblems({ ...editValues(token, 'UTC'), lastDay }, { ...token, ...over }, now, 'UTC', words)[0]?.message
  assert.is(of(''), undefined)
  assert.is(of('2026-12-31'), undefined)
  assert.is(of('2027-02-01'), 'later')
  assert.is(of('2026-11-01'), 'past')
  assert.is(of('2027-02-01', { expires_at: null }), undefined)
})

dialogs('every overlap that is offered is one that the contract takes', () => {
  for (const overlap of overlapChoices)
    for (const hardStop of hardStopChoices)
      assert.ok(z.safeParse(rotateBody, rotationBody({ overlap, hardStop })).success)
  assert.equal(rotationBody({ overlap: '0', hardStop: '86400' }), { overlap_seconds: 0 })
})

dialogs('a successor lives as long as its predecessor was given', () => {
  assert.is(lifetimeWordsAt(token, now), now + 90 * 86_400_000)
  assert.is(lifetimeWordsAt({ ...token, expires_at: null }, now), null)
})

dialogs('no snippet shows the secret; only what says so copies it', () => {
  const secret = 'bk_live_Jq8vT2mXw0rL5nPzC7yKd4BsHf9uGe3A1QO6cX'
  const snippets = snippetsOf('GitHub Actions: deploy', secret, 'https://status.acme.dev')
  for (const snippet of snippets) assert.not.ok(snippet.shown.includes(secret), snippet.id)
  assert.equal(
    snippets.filter((snippet) => snippet.copy.includes(secret)).map(({ id }) => id),
    ['env'],
  )
  assert.is(masked(secret), 'bk_live_Jq8v…')
  assert.is(slugOf('GitHub Actions: deploy'), 'github-actions-deploy')
  assert.is(slugOf('日本'), 'beatkeeper')
})

dialogs.run()
