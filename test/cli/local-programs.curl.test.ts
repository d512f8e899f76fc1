/** examples/local, run as they are: bash with curl, and Node. */
import { test } from 'uvu'
import { holdsForLocalProgram } from './local-programs.ts'

test('ask.sh finds the server of this computer, is not fooled, and tells nobody else the token', () =>
  holdsForLocalProgram('bash', 'ask.sh'))

test('ask.mjs does the same', () => holdsForLocalProgram(process.execPath, 'ask.mjs'))

test.run()
