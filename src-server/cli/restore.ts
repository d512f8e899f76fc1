import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type AddCommand, CommandFailure, jsonLine } from './command-line.ts'
import { dataFlag, dataFlagSays, dataFolderOf, jsonFlagSays } from './flags.ts'

/** `beatkeeper restore FILE`: a backup becomes the workspace of an empty data folder. */
export const addRestore: AddCommand = (parent, cli) => {
  parent
    .command('restore')
    .description('Make a backup the workspace of an empty data folder; everyone signs in again')
    .argument('<file>', 'what beatkeeper backup wrote')
    .option(dataFlag, dataFlagSays)
    .option('--json', jsonFlagSays)
    .action(async (given: string, flags: { data?: string; json?: boolean }) => {
      const { restoreFolder, WorkspaceThere } = await import('../restore-folder.ts')
      const { DamagedCopy } = await import('../db/backup.ts')
      const file = resolve(given)
      const dataDir = dataFolderOf(flags.data, cli)
      if (!existsSync(file)) throw new CommandFailure(`There is no file ${file}.`)
      const restored = await restoreFolder(file, dataDir).catch((error: unknown) => {
        if (error instanceof DamagedCopy)
          throw new CommandFailure(`Nothing was restored: ${file} is no whole backup (${error.message}).`)
        if (error instanceof WorkspaceThere) throw new CommandFailure(error.message)
        throw error
      })
      const takenAt = restored.takenAt === null ? null : new Date(restored.takenAt).toISOString()
      if (flags.json === true) {
        const { workspaceId, rows, workingTokens } = restored
        cli.out(
          jsonLine({
            workspace_id: workspaceId,
            rows,
            taken_at: takenAt,
            working_tokens: workingTokens,
            keys: restored.keys,
          }),
        )
        return
      }
      cli.out(`${dataDir}\n`)
      cli.err(
        [
          `Restored ${restored.workspaceId} with ${restored.rows.toLocaleString('en')} rows of its log, the last of ${takenAt ?? 'no time'}.`,
          'Everyone signs in again; open invites and links were closed, and mail that waited is not sent.',
          keyWords[restored.keys],
          `${restored.workingTokens} tokens can work. One that was revoked after the backup works again: look through the list.`,
          '',
        ].join('\n'),
      )
    })
}

const keyWords = {
  there: 'Its keys are there.',
  brought: 'Its keys came with it.',
  new: 'Its keys did not come with it, so the next start makes new ones: give passwords of mail servers again; who has two-factor signs in with a recovery code. If you have its folder keys/, put it in before that start.',
} as const
