import { type AddCommand, exitCodes } from './command-line.ts'
import { dataFlag, dataFlagSays, dataFolderOf, jsonFlagSays } from './flags.ts'

/** `beatkeeper audit …`: the log, offline, with or without a server running. */
export const addAudit: AddCommand = (parent, cli) => {
  const audit = parent.command('audit').description('Look at the audit log of a data folder, offline')
  audit
    .command('verify')
    .description('Prove the hash chain, and name the first broken row')
    .option(dataFlag, dataFlagSays)
    .option('--json', jsonFlagSays)
    .action(async (flags: { data?: string; json?: boolean }) => {
      const { auditVerify } = await import('./audit-verify.ts')
      const code = await auditVerify({ data: dataFolderOf(flags.data, cli), json: flags.json === true }, cli)
      if (code !== exitCodes.done) cli.finish(code === exitCodes.found ? exitCodes.found : exitCodes.failed)
    })
}
