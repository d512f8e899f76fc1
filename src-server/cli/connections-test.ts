import { type Client, createClient, NoAnswer, Refusal } from '../contract/client.ts'
import { getMe } from '../contract/me.ts'
import { SignInFailure } from '../contract/native-sign-in.ts'
import { healthz } from '../contract/system.ts'
import { version } from '../version.ts'
import { type AddCommand, CommandFailure, type CommandLine, exitCodes, jsonLine } from './command-line.ts'
import { type Connection, connectionNamed, readConnections } from './connection-list.ts'
import { jsonFlagSays } from './flags.ts'
import { keptBearer, signInWords } from './kept-sign-in.ts'
import { whoAnswers } from './local-server.ts'
import { shown } from './token-text.ts'

interface Tested {
  readonly name: string
  readonly url: string
  readonly ok: boolean
  readonly latency_ms: number | null
  /** Who the server says is signed in; null: nobody. */
  readonly user: string | null
  readonly problem: string | null
}

/** `beatkeeper connections test [NAME]`: whether each answers, how fast, and who is signed in there. */
export const addConnectionsTest: AddCommand = (parent, cli) => {
  parent
    .command('test')
    .description('Ask each server, or one, whether it answers and who is signed in')
    .argument('[name]', 'what you call it (default: all)')
    .option('--json', jsonFlagSays)
    .action(async (name: string | undefined, flags: { readonly json?: boolean }) => {
      const wanted = name === undefined ? readConnections(cli) : [connectionNamed(cli, name)]
      const tested = await Promise.all(wanted.map((one) => test(one, cli)))
      if (tested.some(({ ok }) => !ok)) cli.finish(exitCodes.failed)
      if (flags.json === true) return cli.out(jsonLine({ data: tested }))
      for (const each of tested) cli.out(`${lineOf(each)}\n`)
    })
}

async function test(one: Connection, cli: CommandLine): Promise<Tested> {
  const { name, origin, public_key: key } = one
  const answer = (fields: Partial<Tested>): Tested => ({
    ...{ name, url: origin, ok: false, latency_ms: null, user: null, problem: null },
    ...fields,
  })
  const call = (headers: Readonly<Record<string, string>>): Client =>
    createClient({ origin, fetch, headers: { 'User-Agent': `beatkeeper-cli/${version}`, ...headers } })
  try {
    if (key !== null && (await whoAnswers(origin, key)) === 'somebody else')
      return answer({ problem: 'What answers is not the server that this was: it could not prove itself.' })
    const began = performance.now()
    await call({})(healthz)
    const latency_ms = Math.round(performance.now() - began)
    if (one.signed_in === null) return answer({ ok: true, latency_ms })
    const bearer = await keptBearer(cli, origin, true)
    if (bearer === null)
      return answer({ latency_ms, problem: 'The keychain holds nothing for it any more: sign in again.' })
    const me = await call({ Authorization: `Bearer ${bearer}` })(getMe)
    return answer({ ok: true, latency_ms, user: me.user?.email ?? me.name })
  } catch (error) {
    if (error instanceof Refusal) return answer({ problem: `${error.detail} (${error.status} ${error.code})` })
    if (error instanceof NoAnswer || error instanceof CommandFailure) return answer({ problem: error.message })
    if (error instanceof SignInFailure) return answer({ problem: signInWords(error) })
    throw error
  }
}

function lineOf({ name, url, ok, latency_ms, user, problem }: Tested): string {
  if (!ok) return `${name}  ${url}  ${shown(problem ?? 'it does not answer')}`
  return `${name}  ${url}  answers in ${latency_ms} ms, ${user === null ? 'not signed in' : `signed in as ${shown(user)}`}`
}
