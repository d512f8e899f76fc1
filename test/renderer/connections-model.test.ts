/** How connections are shown: the state, the one step that makes sense, and the comparing of fingerprints. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectionTroubles } from '../../src-main/bridge/connection-verbs.ts'
import type { ConnectionView } from '../../src-main/bridge/contract.ts'
import { menuOf } from '../../src-renderer/frame/menu-bar.ts'
import {
  compareFingerprint,
  dotOf,
  fingerprintGroups,
  mainStepOf,
  nameOfCopy,
  proposedName,
  standingOf,
} from '../../src-renderer/screens/connections/model.ts'
import { en } from '../../src-renderer/strings/en.ts'

const model = suite('renderer.connections')

const remote: ConnectionView = {
  id: 'con_0123456789abcdefghij',
  kind: 'remote',
  name: 'Acme production',
  environment: 'Production',
  colour: 'red',
  safe_mode: 'ask',
  address: 'https://status.acme.dev',
  private_network: false,
  pinned: null,
  sign_in: 'password',
  current: false,
  state: { kind: 'unknown', why: null },
  user: null,
  kept: 'none',
  keychain: null,
  version: null,
  age: null,
  latency_ms: null,
  last_seen_at: null,
  certificate: null,
}
const in_ = (kind: ConnectionView['state']['kind'], why: ConnectionView['state']['why'] = null): ConnectionView => ({
  ...remote,
  state: { kind, why },
})

model('every trouble has a sentence, and a state with a word and a dot', () => {
  for (const why of connectionTroubles) {
    assert.ok(en.connections.troubles[why].length > 10, why)
    const standing = standingOf(in_('trouble', why))
    assert.ok(['offline', 'untrusted', 'unfit', 'notRunning'].includes(standing), `${why}: ${standing}`)
    assert.ok(en.connections.state[standing].length > 3)
    assert.is(dotOf(standing), standing === 'offline' ? 'none' : 'bad')
  }
  assert.is(standingOf(in_('trouble', 'certificate_changed')), 'untrusted')
  assert.is(standingOf(in_('trouble', 'not_beatkeeper')), 'unfit')
})

model('who was signed in is asked again, who never was is asked first', () => {
  assert.is(standingOf(in_('sign_in')), 'signInFirst')
  assert.is(standingOf({ ...in_('sign_in'), user: 'Mina' }), 'signIn')
  assert.is(mainStepOf(in_('sign_in')), 'signIn')
})

model('the local workspace runs, starts or does not', () => {
  assert.is(standingOf({ ...in_('connected'), kind: 'local' }), 'running')
  assert.is(standingOf({ ...in_('checking'), kind: 'local' }), 'starting')
  assert.is(standingOf({ ...in_('trouble', 'not_running'), kind: 'local' }), 'notRunning')
})

model('a certificate that is not trusted is looked at before anything else', () => {
  const certificate = {
    fingerprint: '',
    subject: '',
    issuer: '',
    names: [],
    valid_from: null,
    valid_to: null,
    trusted: false,
  }
  assert.is(mainStepOf({ ...in_('trouble', 'certificate_changed'), certificate }), 'certificate')
  assert.is(mainStepOf(in_('trouble', 'certificate_changed')), 'open', 'there is none to look at')
  assert.is(mainStepOf(in_('trouble', 'unreachable')), 'open')
})

const shown = Array.from({ length: 32 }, (_, at) => (at + 1).toString(16).padStart(2, '0').toUpperCase()).join(':')

model('fingerprints are compared as people paste them', () => {
  for (const pasted of [
    shown,
    shown.toLowerCase(),
    shown.replaceAll(':', ''),
    ` ${shown.replaceAll(':', ' ')}\n`,
    `SHA256 Fingerprint=${shown}`,
    `sha256:${shown}`,
  ])
    assert.is(compareFingerprint(pasted, shown), 'same', pasted)
  assert.is(compareFingerprint(shown.replace('01', '02'), shown), 'different')
  for (const pasted of [
    '',
    'yes',
    shown.slice(0, -3),
    `${shown}:AA`,
    'SHA1 Fingerprint=AA:BB',
    shown.replace('0', 'G'),
  ])
    assert.is(compareFingerprint(pasted, shown), 'not_one', pasted)
  assert.is(fingerprintGroups(shown).length, 8)
  assert.is(fingerprintGroups(shown).join(':'), shown)
})

model('a name to begin with', () => {
  assert.is(proposedName('Acme', 'https://status.acme.dev'), 'Acme')
  assert.is(proposedName(null, 'https://status.acme.dev:8443'), 'status.acme.dev:8443')
  assert.is(proposedName('x'.repeat(200), 'https://a.b').length, 60)
  assert.ok(nameOfCopy('x'.repeat(60)).length <= 60)
})

model('the words of removing one are those of the design', () => {
  assert.is(en.connections.remove.title('Acme'), 'Remove Acme from this computer?')
  assert.is(en.connections.remove.body, 'The server isn’t touched. Its saved sign-in is deleted from your keychain.')
  assert.is(en.connections.remove.keep, 'Keep')
  assert.is(en.connections.remove.confirm, 'Remove')
  assert.equal(Object.values(en.connections.modes), [
    'Normal',
    'Ask before every change',
    'Ask for password before every change',
    'Read only',
  ])
})

model('commands of connections stand in a menu of their own', () => {
  const run = (): void => {}
  const menus = menuOf([
    { id: 'connection.switch', group: 'view', label: 'Switch connection…', keys: 'mod+shift+O', run },
    { id: 'connection.add', group: 'actions', label: 'Add connection…', keys: 'N', run },
    { id: 'connection.mode.ask', group: 'view', label: 'Safe mode: ask', checked: () => true, run },
    { id: 'go.tokens', group: 'go', label: 'API tokens', run },
  ])
  assert.equal(
    menus.connection.map(({ id, keys, checked }) => [id, keys, checked]),
    [
      ['connection.switch', 'CmdOrCtrl+Shift+O', undefined],
      ['connection.add', null, undefined],
      ['connection.mode.ask', null, true],
    ],
  )
  assert.equal(menus.file, [])
  assert.is(menus.view.length, 1)
})

model.run()
