import { resolve } from 'node:path'
import { configFromFlags, type ServeFlags } from '../config.ts'
import { connectHost } from '../host.ts'
import { addServeFlags } from '../serve-flags.ts'
import { builtConsole } from './built-console.ts'
import type { AddCommand } from './command-line.ts'
import { dataFolderOf } from './flags.ts'

/** `beatkeeper serve`: the server without a window, with the console for browsers. Goes on until it is told to stop. */
export const addServe: AddCommand = (parent, cli) => {
  addServeFlags(parent.command('serve'))
    .description('Run the server without a window, with the console for browsers')
    .action(async (flags: ServeFlags & { readonly json?: boolean }) => {
      const consoleDir = flags.consoleDir === undefined ? builtConsole() : resolve(flags.consoleDir)
      const config = configFromFlags(
        { ...flags, data: dataFolderOf(flags.data, cli), ...(consoleDir === null ? {} : { consoleDir }) },
        cli.surroundings,
      )
      if (consoleDir === null)
        cli.err('The console is not built, so there is only the API here. "npm run build" makes it.\n')
      const { serve } = await import('../serve.ts')
      await serve(connectHost(process, { json: flags.json === true }), config)
    })
}
