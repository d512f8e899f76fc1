/** A server that is killed between sending and writing down sends again, and a mailbox can tell: both carry the same Message-ID. None is lost. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { initialised, type ServedCli, serveCli, temporaryFolder } from '../cli/run-cli.ts'
import { ask } from '../support/ask.ts'
import { type MailServer, startMailServer } from './mail-server.ts'

const it = suite('mail and crashes')

it('killed after the mail server took it and before that was written: sent once more under the same Message-ID', async () => {
  const folder = temporaryFolder()
  const { token } = await initialised(folder.path)
  let running: ServedCli | null = null
  let arrivals = 0
  const seen: (string | undefined)[] = []
  let tellKilled: () => void = () => undefined
  const killed = new Promise<void>((resolve) => {
    tellKilled = resolve
  })
  let tellSecond: () => void = () => undefined
  const second = new Promise<void>((resolve) => {
    tellSecond = resolve
  })
  const mails: MailServer = await startMailServer({
    async onMail({ mail }) {
      arrivals += 1
      seen.push(mail.messageId)
      // The word "taken" never reaches it: it is dead by then.
      if (arrivals === 1) {
        await running?.stop('SIGKILL')
        tellKilled()
      } else tellSecond()
      return null
    },
  })
  const first = await serveCli(folder.path)
  running = first
  const send = (path: string, method: string, body: object) =>
    ask(first.port, { method, path: `/api/v1${path}`, token, body })
  const smtp = { host: '127.0.0.1', port: mails.port, from: 'status@acme.test' }
  assert.is((await send('/admin/settings/notifications', 'PATCH', { smtp })).status, 200)
  const invite = { email: 'new@acme.test', role_key: 'viewer', page_id: null }
  assert.is((await send('/org/invites', 'POST', invite)).status, 201)
  await killed
  const again = await serveCli(folder.path)
  await second
  assert.equal([seen.length, seen[0] === seen[1]], [2, true], String(seen))
  await again.stop()
  const after = await serveCli(folder.path)
  const [row] = (await ask(after.port, { path: '/api/v1/admin/outbox', token })).json.data
  assert.equal([row.state, row.attempts, arrivals], ['sent', 2, 2])
  await after.stop()
  await mails.stop()
  folder.remove()
})

it.run()
