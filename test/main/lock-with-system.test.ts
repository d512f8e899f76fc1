/** Sleep, a locked screen and another user lock the console: by the command that the console itself has. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lockCommand, lockWithSystem } from '../../src-main/lock-with-system.ts'

const it = suite('lock with the system')

it('each way of leaving the computer runs the command once; waking does not', () => {
  const system = new EventEmitter()
  const run: string[] = []
  lockWithSystem(system, (command) => run.push(command))
  for (const event of ['suspend', 'lock-screen', 'user-did-resign-active']) system.emit(event)
  assert.equal(run, [lockCommand, lockCommand, lockCommand])
  for (const event of ['resume', 'unlock-screen', 'user-did-become-active']) system.emit(event)
  assert.is(run.length, 3)
})

it('the console has a command of that name', () => {
  const commands = readFileSync(
    join(import.meta.dirname, '..', '..', 'src-renderer', 'frame', 'app-commands.tsx'),
    'utf8',
  )
  assert.ok(commands.includes(`id: '${lockCommand}'`))
})

it.run()
