import { holdDataFolder } from '../../src-server/db/data-folder.ts'

/** Holds the data folder that it is given until it is killed, and says so once it does. */
holdDataFolder(process.argv[2] ?? '')
process.send?.('held')
setInterval(() => undefined, 1_000_000)
