import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Counts } from './counts.ts'
import { addCounts, countsLine, countsOf, noCounts } from './counts.ts'
import { whyLeftOut } from './needs.ts'

/**
 * Runs test files, each in a process of its own, a few at a time.
 *
 * Chosen over one process for all: a file cannot disturb another, a crash or a hang costs one file, and two cores are used.
 * What a file wrote is shown when it failed; its counted lines (`T25 power-loss images 1000 lost 0`) always.
 */
export interface RunOptions {
  readonly jobs: number
  /** A file that takes longer is ended and counts as failed. */
  readonly deadlineMs: number
  /** Nothing may be left out. */
  readonly strict: boolean
}

const root = resolve(import.meta.dirname, '..', '..', '..')

/** All `*.test.ts` under `folder`, in order, without those under `except`. */
export function testFiles(folder: string, except: readonly string[] = []): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !except.some((part) => file.startsWith(part)))
    .sort()
}

/** A test’s own counted line, named for security.md (`T25 …`) or ux.md (`U7 …`); uvu’s dots may stand before it. */
const countedLine = /^(?:.*[•✘ ] ?)??([TU]\d+ .+)$/gm

interface FileResult {
  counts: Counts
  output: string
  seconds: number
}

function runFile(file: string, deadlineMs: number): Promise<FileResult> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  })
  let output = ''
  child.stdout.on('data', (text) => (output += String(text)))
  child.stderr.on('data', (text) => (output += String(text)))
  const deadline = setTimeout(() => {
    output += `\nIt was still running after ${deadlineMs / 1000} seconds and was ended.\n`
    child.kill('SIGKILL')
  }, deadlineMs)
  return new Promise((done) => {
    child.on('close', (code) => {
      clearTimeout(deadline)
      done({ counts: countsOf(output, code), output, seconds: (performance.now() - startedMs) / 1000 })
    })
  })
}

function report(file: string, { counts, output, seconds }: FileResult): void {
  const words = [
    `${counts.passed} passed`,
    ...(counts.failed > 0 ? [`${counts.failed} FAILED`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
  ]
  process.stdout.write(
    `${counts.failed > 0 ? 'not ok' : 'ok    '} ${file}  ${words.join(', ')}  ${seconds.toFixed(1)} s\n`,
  )
  if (counts.failed > 0) process.stdout.write(`${output.replaceAll(/^/gm, '    ')}\n`)
  else for (const [, line] of output.matchAll(countedLine)) process.stdout.write(`       ${line}\n`)
}

/** Runs the files and writes what happened, with the counts line at the end. Sets the exit code. */
export async function runFiles(files: readonly string[], { jobs, deadlineMs, strict }: RunOptions): Promise<Counts> {
  const leftOut = files.flatMap((file) => {
    const why = whyLeftOut(file)
    return why === null ? [] : [{ file, why }]
  })
  const waiting = files.filter((file) => !leftOut.some((entry) => entry.file === file))
  const startedMs = performance.now()
  let counts: Counts = noCounts

  async function work(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runFile(file, deadlineMs)
      counts = addCounts(counts, result.counts)
      report(file, result)
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))

  for (const { file, why } of leftOut) process.stdout.write(`left out ${file}: ${why}\n`)
  if (strict && leftOut.length > 0) {
    process.stdout.write('With CI=true nothing may be left out: each of these counts as failed.\n')
    counts = addCounts(counts, { ...noCounts, failed: leftOut.length })
  }
  process.stdout.write(
    `\n${files.length - leftOut.length} files in ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n${countsLine(counts)}\n`,
  )
  if (counts.failed > 0) process.exitCode = 1
  return counts
}
