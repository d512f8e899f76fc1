import { readFileSync, type Stats, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { defaultPort } from '../contract/data-folder.ts'
import { keyIn } from '../credentials/install-key.ts'
import { readSealFile } from '../keys/seal-file.ts'
import { listen } from '../listen.ts'
import { builtConsole } from './built-console.ts'
import { type AddCommand, CommandFailure, exitCodes, jsonLine } from './command-line.ts'
import { dataFlag, dataFlagSays, dataFolderOf, jsonFlagSays } from './flags.ts'
import { proveLocalServer, readLocalServer } from './local-server.ts'

/** One thing that was looked at. */
interface Finding {
  readonly check: string
  readonly ok: boolean
  /** What was found, and if it is not well, what to do. */
  readonly says: string
}

/** `beatkeeper doctor`: looks at everything that a server needs, changes nothing, and says what to do. */
export const addDoctor: AddCommand = (parent, cli) => {
  parent
    .command('doctor')
    .description('Look at everything that a server needs; changes nothing')
    .option(dataFlag, dataFlagSays)
    .option('--json', jsonFlagSays)
    .action(async (flags: { data?: string; json?: boolean }) => {
      const dataDir = dataFolderOf(flags.data, cli)
      const findings = [
        nodeVersion(),
        consoleBuilt(),
        ...folderPermissions(dataDir),
        ...keySeal(dataDir),
        room(dataDir),
      ]
      findings.push(...(await databaseFindings(dataDir)), await serverFinding(dataDir))
      const ok = findings.every((finding) => finding.ok)
      if (flags.json === true) cli.out(jsonLine({ ok, data_dir: dataDir, findings }))
      else cli.out(findings.map(({ check, ok, says }) => `${ok ? 'ok  ' : 'LOOK'}  ${check}: ${says}\n`).join(''))
      if (!ok) cli.finish(exitCodes.found)
    })
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 22 || (major === 22 && minor >= 18)
  return {
    check: 'Node',
    ok,
    says: ok ? `${process.version}` : `${process.version} is too old. "npm ci" brings 24 along; use the npm scripts.`,
  }
}

function consoleBuilt(): Finding {
  const folder = builtConsole()
  return {
    check: 'Console',
    ok: folder !== null,
    says: folder === null ? 'not built, so browsers get the API only. Run "npm run build".' : `built, in ${folder}`,
  }
}

/** What must be for nobody else's eyes, with the mode that it must have. */
const privateThings: readonly [name: string, mode: number, what: string][] = [
  ['', 0o700, 'Data folder'],
  ['beatkeeper.db', 0o600, 'Database'],
  ['keys', 0o700, 'Keys'],
  ['keys/identity.key', 0o600, 'Identity key'],
  ['keys/sealing.key', 0o600, 'Sealing key'],
  ['keys/seal.json', 0o600, 'Seal'],
]

function folderPermissions(dataDir: string): Finding[] {
  const folder = statSync(dataDir, { throwIfNoEntry: false })
  if (folder === undefined)
    return [{ check: 'Data folder', ok: true, says: `${dataDir} is not there yet; the first start makes it` }]
  return privateThings.flatMap(([name, mode, check]) => {
    const path = join(dataDir, name)
    const stats = statsOf(path)
    if (stats === undefined) return []
    if (stats === null)
      return [{ check, ok: false, says: `${path} cannot be read. Run this as the user that the folder belongs to.` }]
    if (name === 'keys/identity.key' && !holdsKey(path))
      return [{ check, ok: false, says: `${path} holds no key of ours. Move it away; the next start makes a new one.` }]
    const found = stats.mode & 0o777
    const ok = process.platform === 'win32' || (found & ~mode) === 0
    const octal = mode.toString(8)
    return [
      { check, ok, says: ok ? `${path}, for you alone` : `others can reach ${path}. Run: chmod ${octal} ${path}` },
    ]
  })
}

/** How the keys are sealed; whether they open is seen at the start. */
function keySeal(dataDir: string): Finding[] {
  try {
    const state = readSealFile(join(dataDir, 'keys'))
    if (state === null) return []
    return [{ check: 'Keys sealed', ok: true, says: sealWords[state.sealed_by] }]
  } catch (error) {
    return [{ check: 'Keys sealed', ok: false, says: error instanceof Error ? error.message : String(error) }]
  }
}

const sealWords = {
  nothing: 'not at all: they lie open in their file, for you alone. "beatkeeper keys seal" seals them.',
  keychain: 'by the keychain of the user who sealed them',
  passphrase: 'with a passphrase; start with --key-file',
} as const

/** What is known of a file; `undefined`: there is none, `null`: this user may not look. */
function statsOf(path: string): Stats | undefined | null {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return null
  }
}

function holdsKey(file: string): boolean {
  try {
    return keyIn(readFileSync(file)) !== null
  } catch {
    return false
  }
}

const lowBytes = 64 * 1024 * 1024

function room(dataDir: string): Finding {
  const place = statSync(dataDir, { throwIfNoEntry: false }) === undefined ? join(dataDir, '..') : dataDir
  try {
    const { bavail, bsize } = statfsSync(place)
    const free = bavail * bsize
    const ok = free >= lowBytes
    const mib = Math.floor(free / 1024 / 1024).toLocaleString('en')
    return {
      check: 'Disk',
      ok,
      says: ok ? `${mib} MiB free` : `${mib} MiB free; below 64 MiB changes are refused. Free some space.`,
    }
  } catch {
    return { check: 'Disk', ok: true, says: 'the folder above is not there yet either' }
  }
}

/** Looks at a copy, so that neither a running server nor the file itself is touched. */
async function databaseFindings(dataDir: string): Promise<Finding[]> {
  if (statsOf(join(dataDir, 'beatkeeper.db')) === undefined) return [{ check: 'Database', ok: true, says: 'none yet' }]
  const { copyEvidence } = await import('../db/evidence-copy.ts')
  const { schemaVersion } = await import('../db/migrate.ts')
  const { verdictSentence, verifyLog, workspaceIdOf } = await import('../journal/verify.ts')
  const copy = await copyEvidence(dataDir).catch((error: unknown) =>
    String(error instanceof Error ? error.message : error),
  )
  if (typeof copy === 'string') return [{ check: 'Database', ok: false, says: copy }]
  try {
    const { schemaVersion: found, db } = copy
    if (found > schemaVersion)
      return [
        { check: 'Schema', ok: false, says: `${found}, newer than this version knows (${schemaVersion}). Update.` },
      ]
    const state = db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check ?? 'no answer'
    const strays = db.all('PRAGMA foreign_key_check').length
    const whole = state === 'ok' && strays === 0
    const findings: Finding[] = [
      {
        check: 'Schema',
        ok: true,
        says: found === schemaVersion ? `${found}` : `${found}; the next start updates it to ${schemaVersion}`,
      },
      {
        check: 'Database file',
        ok: whole,
        says: whole
          ? 'whole'
          : `damaged (${strays > 0 ? `${strays} rows refer to nothing` : state}). Keep a copy and restore a backup.`,
      },
    ]
    const workspaceId = whole ? workspaceIdOf(db) : null
    if (workspaceId !== null) {
      const verdict = verifyLog(db, workspaceId)
      findings.push({ check: 'Audit log', ok: verdict.ok, says: verdictSentence(verdict) })
    }
    return findings
  } catch (error) {
    return [
      {
        check: 'Database',
        ok: false,
        says: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      },
    ]
  } finally {
    copy.dispose()
  }
}

/** The server that runs on the folder, or whether one could. */
async function serverFinding(dataDir: string): Promise<Finding> {
  const server = readLocalServer(dataDir)
  if (server !== null) {
    try {
      await proveLocalServer(server, dataDir)
      return {
        check: 'Server',
        ok: true,
        says: `runs at ${server.url} (process ${server.pid}, version ${server.version})`,
      }
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error
      return { check: 'Server', ok: false, says: error.message }
    }
  }
  const isFree = await isPortFree(defaultPort)
  return {
    check: 'Server',
    ok: isFree,
    says: isFree
      ? `none runs on this folder; port ${defaultPort} is free`
      : `none runs on this folder, and port ${defaultPort} is taken by another program. Start with --port.`,
  }
}

async function isPortFree(port: number): Promise<boolean> {
  try {
    const listening = await listen(createServer(), { host: '127.0.0.1', alsoHost: '::1', port })
    await listening.close()
    return true
  } catch {
    return false
  }
}
