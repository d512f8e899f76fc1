import type { AddCommand } from './command-line.ts'
import { addConnectionsAdd } from './connections-add.ts'
import { addConnectionsList } from './connections-list.ts'
import { addConnectionsRemove } from './connections-remove.ts'
import { addConnectionsTest } from './connections-test.ts'

/** `beatkeeper connections …`: the servers that this command line knows by name. */
export const addConnections: AddCommand = (parent, cli) => {
  const connections = parent.command('connections').description('The servers that you use, by name')
  for (const add of [addConnectionsList, addConnectionsAdd, addConnectionsTest, addConnectionsRemove])
    add(connections, cli)
}
