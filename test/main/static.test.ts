import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options } from '@electron/fuses'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fuses } from '../../scripts/package/fuses.ts'
import { bridgeName, verbs } from '../../src-main/bridge/contract.ts'

/** T20: what can be told about the desktop app without starting it. The packaged app's own read-back comes with packaging. */
const still = suite('static')

const root = join(import.meta.dirname, '..', '..')
const sources = readdirSync(join(root, 'src-main'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({
    path,
    code: readFileSync(path, 'utf8')
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .replaceAll(/(^|\s)\/\/.*$/gm, '$1'),
  }))

/** security.md 2.6, "Fuses". */
const table: Readonly<Record<keyof typeof FuseV1Options, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
}

still('T20 every fuse is set as the table says, and none is left to a default', () => {
  const names = Object.keys(table) as (keyof typeof table)[]
  const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))
  assert.equal(names.slice().sort(), known.sort(), 'the table holds every fuse that this version knows')
  for (const name of names) assert.is(fuses[FuseV1Options[name]], table[name], name)
  assert.is(fuses.strictlyRequireAllFuses, true)
  process.stdout.write(`T20 fuses ${names.length} of ${known.length} as the table says\n`)
})

still('T20 nothing between window and main is untyped or unchecked', () => {
  for (const { path, code } of sources) {
    assert.not.match(code, /(?<!\.)\bany\b(?!thing)/, path)
    assert.not.match(code, /@ts-(?:ignore|expect-error|nocheck)/, path)
  }
  for (const [name, { input, output }] of Object.entries(verbs)) {
    for (const anything of [{ surprise: Symbol('x') }, [[]], 12345n]) {
      assert.not(input.safeParse(anything).success, `${name} takes anything`)
      assert.not(output.safeParse(anything).success, `${name} answers anything`)
    }
  }
})

const forbidden: readonly [RegExp, string][] = [
  [/\bipcMain\.on(?:ce)?\(/, 'messages without an answer escape the checks of serveBridge'],
  [/\bsendSync\b|returnValue/, 'a synchronous message stops the window'],
  [/\bexecuteJavaScript\b|\binsertText\b/, 'main runs no script in the window'],
  [/\bsetAsDefaultProtocolClient\b/, 'deep links are not built yet'],
  [
    /\b(?:nodeIntegration|webviewTag|allowRunningInsecureContent|experimentalFeatures)\w*: true/,
    'a preference that opens the window',
  ],
  [/\b(?:sandbox|contextIsolation|webSecurity): false/, 'a preference that opens the window'],
  [/appendSwitch\(/, 'switches of Chromium stay as they are'],
  [/\beval\(|new Function\(/, 'no code from text'],
  [/\bhttps?:\/\/(?!127\.0\.0\.1|\$\{)/, 'no address of anybody else'],
  [/['"]no-sandbox['"]/, 'the sandbox is not switched off from inside'],
]

still('T20 none of the ways around the guards is used', () => {
  for (const { path, code } of sources)
    for (const [pattern, why] of forbidden) assert.not.match(code, pattern, `${path}: ${why}`)
  process.stdout.write(`T20 sources ${sources.length} x ${forbidden.length} forbidden forms: 0 found\n`)
})

still('T20 teeth: each forbidden form would be found', () => {
  const samples = [
    "ipcMain.on('x')",
    'ipcRenderer.sendSync(',
    'contents.executeJavaScript(',
    'app.setAsDefaultProtocolClient(',
    'nodeIntegrationInWorker: true',
    'sandbox: false',
    "commandLine.appendSwitch('x')",
    'eval(x)',
    'https://evil.test',
    "'no-sandbox'",
  ]
  for (const [index, [pattern]] of forbidden.entries()) assert.match(samples[index] ?? '', pattern)
})

still('T20 the only name on window is the bridge, and openExternal has one caller', () => {
  const exposing = sources.filter(({ code }) => code.includes('exposeInMainWorld'))
  assert.equal(
    exposing.map(({ path }) => path.slice(root.length + 1).replaceAll('\\', '/')),
    ['src-main/preload.ts'],
  )
  assert.match(exposing[0]?.code ?? '', 'exposeInMainWorld(bridgeName')
  assert.is(bridgeName, 'beatkeeper')
  const opening = sources.filter(({ code }) => /\.openExternal\(/.test(code))
  assert.equal(
    opening.map(({ path }) => path.slice(root.length + 1).replaceAll('\\', '/')),
    ['src-main/open-outside.ts'],
    'only below an address that main knows itself',
  )
})

still('the electron of package.json is no older than two majors behind its own types', () => {
  const manifest = join(root, 'node_modules', 'electron', 'package.json')
  assert.ok(existsSync(manifest))
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'))
  const version = typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0'
  assert.ok(Number(version.split('.')[0]) >= 45, version)
})

still.run()
