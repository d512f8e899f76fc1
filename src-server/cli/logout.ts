import { type AddCommand, type CommandLine, jsonLine } from './command-line.ts'
import { addServerFlags, type ServerFlags, serverOf } from './connection.ts'
import { keepConnection, readConnections } from './connection-list.ts'
import { jsonFlagSays } from './flags.ts'
import { endKeptGrant, forgetKept, readKept } from './kept-sign-in.ts'

interface LogoutFlags extends ServerFlags {
  readonly all?: boolean
  readonly json?: boolean
}

/** `beatkeeper logout`: ends the sign-in at its server, and forgets it here whatever the server says. */
export const addLogout: AddCommand = (parent, cli) => {
  addServerFlags(parent.command('logout'))
    .description('Sign out: the access ends at the server, and the keychain forgets it')
    .option('--all', 'of every server that is signed in to')
    .option('--json', jsonFlagSays)
    .action(async (flags: LogoutFlags) => {
      const signedIn = readConnections(cli).filter((one) => one.signed_in !== null)
      const origins =
        flags.all === true
          ? signedIn.map(({ origin }) => origin)
          : [(await serverOf(flags, cli, { asks: false })).origin]
      const ended = []
      for (const origin of origins) ended.push(await signOut(origin, cli))
      if (flags.json === true) cli.out(jsonLine({ signed_out: ended }))
    })
}

async function signOut(origin: string, cli: CommandLine): Promise<{ url: string; was: string | null; ended: boolean }> {
  const known = readConnections(cli).find((one) => one.origin === origin)
  const kept = await readKept(cli.secrets, origin, known?.signed_in != null)
  if (kept === null) {
    if (known !== undefined) keepConnection(cli, { ...known, signed_in: null, user: null })
    cli.err(`Nobody is signed in to ${origin}.\n`)
    return { url: origin, was: null, ended: true }
  }
  const ended = kept.kind === 'oauth' ? await endKeptGrant(kept) : true
  await forgetKept(cli.secrets, origin)
  if (known !== undefined) keepConnection(cli, { ...known, signed_in: null, user: null })
  cli.err(
    kept.kind === 'token'
      ? `The API token for ${origin} is forgotten here. It still works: beatkeeper token revoke ends it.\n`
      : ended
        ? `Signed out of ${origin}.\n`
        : `Signed out of ${origin} here. The server could not be told: disconnect Beatkeeper command line there, under My account.\n`,
  )
  return { url: origin, was: known?.user ?? null, ended }
}
