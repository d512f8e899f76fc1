import { configFromEnvironment } from '../config.ts'
import { type AddCommand, CommandFailure, jsonLine, UsageFailure } from './command-line.ts'
import { dataFlag, dataFolderOf, jsonFlagSays } from './flags.ts'
import { readSecret } from './secret-input.ts'

/** `beatkeeper demo --data DIR`: a fresh folder with a year of believable content, to look around in. */
export const addDemo: AddCommand = (parent, cli) => {
  parent
    .command('demo')
    .description('Fill a fresh data folder with a year of believable content, to look around in')
    .requiredOption(dataFlag, 'the folder to fill; it must not hold a workspace')
    .option('--password-stdin', 'read the password of the people in it from stdin (default: a fresh one, printed)')
    .option('--json', jsonFlagSays)
    .action(async (flags: { data: string; passwordStdin?: boolean; json?: boolean }) => {
      const { fillDemoFolder } = await import('../demo/fill.ts')
      const { randomBase62 } = await import('../credentials/secret-format.ts')
      const dataDir = dataFolderOf(flags.data, cli)
      const typed = flags.passwordStdin === true ? await readSecret(cli, 'Password', '--password-stdin') : null
      if (typed !== null && [...typed].length < 12)
        throw new UsageFailure('The password must be at least 12 characters long.')
      const password = typed ?? (randomBase62(20).match(/.{5}/g) ?? []).join('-')
      let month = ''
      const summary = await fillDemoFolder({
        dataDir,
        now: Date.now(),
        password,
        logLevel: configFromEnvironment({ ...cli.surroundings.env, BEATKEEPER_LOG_LEVEL: 'error' }).logLevel,
        onProgress: (share) => {
          const reached = String(Math.floor(share * 12))
          if (reached !== month) cli.err(month === '' ? `Filling ${dataDir}.` : '.')
          month = reached
        },
      }).finally(() => {
        if (month !== '') cli.err('\n')
      })
      if (summary === null)
        throw new CommandFailure(`The workspace in ${dataDir} is set up already. Choose another folder with --data.`)
      const { email, workspaceId, pages, people, tokens, incidents, maintenances, auditRows } = summary
      if (flags.json === true) {
        cli.out(
          jsonLine({
            data_dir: dataDir,
            workspace_id: workspaceId,
            email,
            ...(typed === null ? { password } : {}),
            counts: { pages, people, tokens, incidents, maintenances, audit_rows: auditRows },
          }),
        )
        return
      }
      cli.err(
        `${pages} pages, ${people} people, ${tokens} tokens, ${incidents} incidents, ${maintenances} maintenances, ${auditRows.toLocaleString('en')} rows of the log.\nEveryone in it signs in with the same password: mina, ana, priya, jonas and lena, each @acme.dev.\nLook around with: beatkeeper serve --data ${dataDir}\n`,
      )
      cli.out(`E-mail:   ${email}\n`)
      if (typed === null) cli.out(`Password: ${password}\n`)
    })
}
