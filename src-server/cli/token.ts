import type { AddCommand } from './command-line.ts'
import { addTokenCreate } from './token-create.ts'
import { addTokenDelete } from './token-delete.ts'
import { addTokenList } from './token-list.ts'
import { addTokenRevoke } from './token-revoke.ts'
import { addTokenRotate } from './token-rotate.ts'
import { addTokenShow } from './token-show.ts'
import { addTokenStats } from './token-stats.ts'

/** `beatkeeper token …`: API tokens of a server, here or elsewhere. */
export const addToken: AddCommand = (parent, cli) => {
  const token = parent.command('token').description('Create, look at and end API tokens of a server')
  for (const add of [
    addTokenCreate,
    addTokenList,
    addTokenShow,
    addTokenRevoke,
    addTokenRotate,
    addTokenDelete,
    addTokenStats,
  ])
    add(token, cli)
}
