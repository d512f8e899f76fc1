import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isBuilt, root, sourceDigest } from '../../scripts/build/freshness.ts'

/** A real server as a process that can be killed: the built one where it is up to date, else its sources. */

const entry = isBuilt(sourceDigest()) ? join(root, 'out', 'main', 'server.js') : join(root, 'src-server', 'main.ts')

export interface ServerProcess {
  readonly port: number
  readonly child: ChildProcess
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>
}

export async function startServerProcess(dataDir: string, command: readonly string[] = []): Promise<ServerProcess> {
  const readyFile = `${dataDir}.ready.json`
  rmSync(readyFile, { force: true })
  const [program = process.execPath, ...before] = [...command, process.execPath]
  const child = spawn(program, [...before, entry, '--data', dataDir, '--port', '0', '--ready-file', readyFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, BEATKEEPER_LOG_LEVEL: 'error' },
  })
  let said = ''
  child.stderr?.on('data', (text) => {
    said += String(text)
  })
  while (!existsSync(readyFile) || !readFileSync(readyFile, 'utf8').endsWith('\n')) {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${said}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const { port }: { port: number } = JSON.parse(readFileSync(readyFile, 'utf8'))
  return {
    port,
    child,
    async kill() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
