import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { errorCode } from '../lib/error-code.ts'
import { type AddCommand, CommandFailure, jsonLine, UsageFailure } from './command-line.ts'
import { dataFlag, dataFlagSays, dataFolderOf, jsonFlagSays } from './flags.ts'

/** `beatkeeper backup FILE`: the whole workspace as one checked file, also while a server runs. Without `keys/`, unless asked. */
export const addBackup: AddCommand = (parent, cli) => {
  parent
    .command('backup')
    .description('Write the whole workspace into one checked file, also while a server runs')
    .argument('<file>', 'where to write it')
    .option(dataFlag, dataFlagSays)
    .option('--overwrite', 'replace the file if it is there')
    .option('--with-keys', 'put the keys in, too: whoever has the file then has what is sealed with them')
    .option('--json', jsonFlagSays)
    .action(
      async (given: string, flags: { data?: string; overwrite?: boolean; withKeys?: boolean; json?: boolean }) => {
        const { backUpDatabase, DamagedCopy } = await import('../db/backup.ts')
        const { databaseFileName, isOutOfRoom } = await import('../db/data-folder.ts')
        const { checkChain } = await import('../restore-folder.ts')
        const dataDir = dataFolderOf(flags.data, cli)
        const original = join(dataDir, databaseFileName)
        const file = resolve(given)
        if (isClosed(dataDir))
          throw new CommandFailure(`${dataDir} cannot be read. Run this as the user that the folder belongs to.`)
        if (!existsSync(original))
          throw new CommandFailure(`There is no workspace in ${dataDir}. Name its data folder with --data.`)
        if (!existsSync(dirname(file)))
          throw new UsageFailure(`The folder ${dirname(file)} is not there. Make it first.`)
        if (file === original) throw new UsageFailure('The backup cannot be the database itself. Choose another file.')
        if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
          throw new UsageFailure(`${file} is a folder. Name a file in it.`)
        if (existsSync(file) && flags.overwrite !== true)
          throw new CommandFailure(`${file} is there already. Choose another name, or add --overwrite.`)
        let keys: 'none' | 'sealed' | 'open' = 'none'
        const { openDatabase } = await import('../db/open.ts')
        const { packKeys } = await import('../keys/packed-keys.ts')
        const addKeys = (copy: string): void => {
          const { connection, db, close } = openDatabase(copy)
          try {
            keys = packKeys(db, (sql) => connection.exec(sql), dataDir).open ? 'open' : 'sealed'
          } finally {
            close()
          }
        }
        try {
          await backUpDatabase(original, file, checkChain, flags.withKeys === true ? addKeys : undefined)
        } catch (error) {
          if (error instanceof DamagedCopy)
            throw new CommandFailure(`No backup was made: the database is damaged (${error.message}).`)
          if (/^SQLITE_(READONLY|CANTOPEN)/.test(errorCode(error)))
            throw new CommandFailure(
              `No backup was made: ${dataDir} cannot be written, and reading a database that may be in use takes that. Run this as the user that the folder belongs to.`,
            )
          if (isOutOfRoom(error) || freeBytes(dirname(file)) < statSync(original).size)
            throw new CommandFailure(
              `No backup was made: there is no room for it in ${dirname(file)}. Free some space, or name another place.`,
            )
          throw new CommandFailure(`No backup was made: ${error instanceof Error ? error.message : String(error)}.`)
        }
        const { size } = statSync(file)
        if (flags.json === true) cli.out(jsonLine({ file, bytes: size, keys }))
        else {
          cli.out(`${file}\n`)
          cli.err(
            `${size.toLocaleString('en')} bytes, whole and with an unbroken log. Keep it where only you can read it.\n`,
          )
          cli.err(keyWords[keys])
        }
      },
    )
}

const keyWords = {
  none: 'Its keys are not in it: keep the folder keys/ elsewhere, or passwords of mail servers and two-factor have to be set anew after a restore.\n',
  sealed: 'Its keys are in it, sealed as they are here.\n',
  open: 'Its keys are in it and lie open: whoever has this file has every secret that they seal.\n',
} as const

/** Whether this user may not look into the folder. */
function isClosed(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK)
    return false
  } catch (error) {
    return errorCode(error) !== 'ENOENT'
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
