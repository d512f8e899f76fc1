import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Servers as processes: ours in its production configuration, and the yardstick. */

const root = join(import.meta.dirname, '..', '..')

export interface BenchServer {
  readonly url: string
  readonly pid: number
  /** Milliseconds from spawning the process (Node's own start included) to the first 200. */
  readonly startedAfterMs: number
  stop(): Promise<void>
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200
  } catch {
    return false
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Ours, over a prepared folder. */
export async function startOurs(dataDir: string): Promise<BenchServer> {
  const readyDir = mkdtempSync(join(tmpdir(), 'beatkeeper-ready-'))
  const readyFile = join(readyDir, 'ready.json')
  const begun = performance.now()
  const child = spawn(
    process.execPath,
    [join(root, 'out', 'main', 'server.js'), '--data', dataDir, '--port', '0', '--ready-file', readyFile],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BEATKEEPER_LOG_LEVEL: 'error', BEATKEEPER_ANONYMOUS_PER_MINUTE: '3000000' },
    },
  )
  while (statSync(readyFile, { throwIfNoEntry: false }) === undefined) {
    if (child.exitCode !== null) throw new Error('the server did not start')
    await pause(2)
  }
  let ready: { url: string; pid: number } | null = null
  while (ready === null) {
    const text = readFileSync(readyFile, 'utf8')
    if (text.endsWith('\n')) ready = JSON.parse(text)
  }
  while (!(await answers(`${ready.url}/healthz`))) await pause(2)
  const startedAfterMs = performance.now() - begun
  rmSync(readyDir, { recursive: true, force: true })
  return {
    url: ready.url,
    pid: ready.pid,
    startedAfterMs,
    async stop() {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

/** The yardstick. */
export async function startBareKoa(): Promise<BenchServer> {
  const begun = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-koa.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: process.env,
  })
  const [line] = await once(child.stdout, 'data')
  const { port }: { port: number } = JSON.parse(String(line))
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(url))) await pause(2)
  return {
    url,
    pid: child.pid ?? 0,
    startedAfterMs: performance.now() - begun,
    async stop() {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

/** oidc-provider over its own memory, with a token that is live and what its introspection wants. */
export async function startMemoryOidc(): Promise<{
  readonly url: string
  readonly token: string
  readonly authorization: string
  stop(): Promise<void>
}> {
  // What it warns of (its memory, its keys) is what is wanted here.
  const child = spawn(process.execPath, [join(import.meta.dirname, 'memory-oidc.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: process.env,
  })
  const [line] = await once(child.stdout, 'data')
  const told: { url: string; token: string; authorization: string } = JSON.parse(String(line))
  return {
    ...told,
    async stop() {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

/** Resident memory of a process in MiB (Linux). */
export function residentMiB(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? 0) / 1024
}
