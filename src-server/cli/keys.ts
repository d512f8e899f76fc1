import { keyFileOf } from '../config.ts'
import type { Present } from '../seal-folder.ts'
import { type AddCommand, CommandFailure, type CommandLine, jsonLine, UsageFailure } from './command-line.ts'
import { dataFlag, dataFlagSays, dataFolderOf, flagChoice, jsonFlagSays } from './flags.ts'
import { readSecret } from './secret-input.ts'

interface KeysFlags {
  readonly data?: string
  readonly json?: boolean
  readonly keyFile?: string
  readonly presentKeyFile?: string
  readonly recoveryCodeStdin?: boolean
  readonly by?: string
  readonly yes?: boolean
}

const recoveryFlag = '--recovery-code-stdin'
const recoverySays = 'open them with the recovery code, read from stdin'
const keyFileFlag = '--key-file <file>'

/** `beatkeeper keys …`: how the key that seals passwords of mail servers and two-factor secrets is kept itself. */
export const addKeys: AddCommand = (parent, cli) => {
  const keys = parent.command('keys').description('See and change how the keys of a data folder are sealed')

  keys
    .command('status')
    .description('How the keys are sealed')
    .option(dataFlag, dataFlagSays)
    .option('--json', jsonFlagSays)
    .action(async (flags: KeysFlags) => {
      const { keyStatus } = await import('../seal-folder.ts')
      const dataDir = dataFolderOf(flags.data, cli)
      const status = keyStatus(dataDir)
      if (status === null) throw new CommandFailure(`There are no keys in ${dataDir} yet: the first start makes them.`)
      if (flags.json === true) cli.out(jsonLine({ sealed_by: status.sealedBy, key_id: status.keyId }))
      else cli.out(`${ways[status.sealedBy]} (key ${status.keyId})\n`)
    })

  keys
    .command('seal')
    .description('Seal the keys, by the keychain of this user or with a passphrase; shows a recovery code, once')
    .option(dataFlag, dataFlagSays)
    .requiredOption('--by <way>', 'keychain or passphrase')
    .option(keyFileFlag, 'the file that holds the passphrase, for --by passphrase')
    .option('--present-key-file <file>', 'the passphrase that they are sealed with now')
    .option(recoveryFlag, recoverySays)
    .option('--json', jsonFlagSays)
    .action(async (flags: KeysFlags) => {
      const by = flagChoice('--by', ['keychain', 'passphrase'], flags.by ?? '')
      const { keyFile } = flags
      if (by === 'passphrase' && keyFile === undefined)
        throw new UsageFailure('--by passphrase needs --key-file, the file that holds it.')
      const dataDir = dataFolderOf(flags.data, cli)
      const present = await presentOf(flags, cli, flags.presentKeyFile)
      const { sealFolder } = await import('../seal-folder.ts')
      const way = by === 'keychain' ? ({ kind: by } as const) : ({ kind: by, keyFile: keyFile ?? '' } as const)
      const sealed = await sealFolder(dataDir, present, way).catch(refuse)
      if (flags.json === true) {
        const { sealedBy, keyId, recoveryCode } = sealed
        cli.out(jsonLine({ sealed_by: sealedBy, key_id: keyId, recovery_code: recoveryCode }))
        return
      }
      cli.err(`${ways[sealed.sealedBy]}.${by === 'passphrase' ? ' From now on start with --key-file.' : ''}\n`)
      cli.err(
        'The recovery code follows. It opens them if that is ever lost, and is shown only now: keep it on paper.\n',
      )
      cli.out(`${sealed.recoveryCode}\n`)
    })

  keys
    .command('unseal')
    .description('Leave the keys open in their file, for the eyes of this user alone')
    .option(dataFlag, dataFlagSays)
    .option(keyFileFlag, 'the passphrase that they are sealed with')
    .option(recoveryFlag, recoverySays)
    .option('--json', jsonFlagSays)
    .action(async (flags: KeysFlags) => {
      const present = await presentOf(flags, cli, flags.keyFile)
      const { unsealFolder } = await import('../seal-folder.ts')
      const status = await unsealFolder(dataFolderOf(flags.data, cli), present).catch(refuse)
      if (flags.json === true) cli.out(jsonLine({ sealed_by: status.sealedBy, key_id: status.keyId }))
      else cli.err(`${ways[status.sealedBy]}.\n`)
    })

  keys
    .command('renew')
    .description('Go on with a new key where the old one is lost for good')
    .option(dataFlag, dataFlagSays)
    .option('--yes', 'what was sealed with the old key may be lost')
    .option('--json', jsonFlagSays)
    .action(async (flags: KeysFlags) => {
      if (flags.yes !== true)
        throw new UsageFailure(
          'With a new key, passwords of mail servers have to be given again, people with two-factor sign in with a recovery code and set it up anew, and apps ask people to sign in again. Add --yes if the old key is lost for good.',
        )
      const { renewKeys } = await import('../seal-folder.ts')
      const status = await renewKeys(dataFolderOf(flags.data, cli)).catch(refuse)
      if (flags.json === true) cli.out(jsonLine({ sealed_by: status.sealedBy, key_id: status.keyId }))
      else cli.err(`There is a new key (${status.keyId}). Give passwords of mail servers again in the settings.\n`)
    })
}

const ways = {
  nothing: 'The keys lie open in their file, for the eyes of this user alone',
  keychain: 'The keys are sealed by the keychain of this user',
  passphrase: 'The keys are sealed with a passphrase',
} as const

async function presentOf(flags: KeysFlags, cli: CommandLine, keyFile: string | undefined): Promise<Present> {
  const { systemKeychain } = await import('../system-keychain.ts')
  const recoveryCode =
    flags.recoveryCodeStdin === true ? await readSecret(cli, 'Recovery code', recoveryFlag) : undefined
  return {
    keyFile: keyFile ?? keyFileOf(cli.surroundings.env),
    ...(recoveryCode === undefined ? {} : { recoveryCode }),
    keychain: systemKeychain,
  }
}

async function refuse(error: unknown): Promise<never> {
  const { CannotSeal } = await import('../seal-folder.ts')
  throw error instanceof CannotSeal ? new CommandFailure(error.message) : error
}
