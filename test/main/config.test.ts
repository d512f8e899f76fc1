import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readConfig } from '../../src-main/config.ts'
import { preferencesFile } from '../../src-main/preferences.ts'
import { defaultDataFolder } from '../../src-server/contract/data-folder.ts'

const config = suite('desktop config')

const read = (argv: string[], options: { env?: Record<string, string>; packaged?: boolean } = {}) =>
  readConfig({
    argv,
    env: options.env ?? {},
    platform: 'linux',
    packaged: options.packaged ?? false,
    here: '/app/out/main',
  })

config("data folder, port and runtime are read among Chromium's own switches", () => {
  const { dataDir, port, serverRuntime, outDir } = read([
    '--inspect=0',
    '--remote-debugging-port=0',
    '/app',
    '--no-sandbox',
    '--data',
    '/d',
    '--port',
    '0',
    '--server-runtime',
    '/usr/bin/node',
  ])
  assert.equal(
    { dataDir, port, serverRuntime, outDir },
    { dataDir: '/d', port: 0, serverRuntime: '/usr/bin/node', outDir: '/app/out' },
  )
})

config('a packaged app runs its own server only, and always sandboxed', () => {
  const { serverRuntime, sandbox } = read(['--server-runtime', '/tmp/evil', '--no-sandbox'], { packaged: true })
  assert.is(serverRuntime, null)
  assert.ok(sandbox)
  assert.not(read(['--no-sandbox']).sandbox)
  assert.ok(read([]).sandbox)
})

config('a port that is none is said so', () => {
  for (const port of ['x', '65536', '-1', '1.5', '']) {
    if (port === '') assert.is(read(['--port', port]).port, 4600)
    else assert.throws(() => read(['--port', port]), /is not a port/)
  }
})

config('the server process sees neither NODE_OPTIONS nor anything else that changes how it runs', () => {
  const env = {
    HOME: '/h',
    PATH: '/bin',
    NODE_OPTIONS: '--require /tmp/evil.js',
    ELECTRON_RUN_AS_NODE: '1',
    LD_PRELOAD: '/x.so',
    AWS_SECRET_ACCESS_KEY: 's',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    BEATKEEPER_TOKEN: 'bk_live_x',
  }
  assert.equal(read([], { env }).serverEnv, { HOME: '/h', PATH: '/bin' })
})

config('the data folder is where each platform keeps such things', () => {
  assert.is(defaultDataFolder({ platform: 'linux', home: '/h', env: {} }), '/h/.local/share/beatkeeper')
  assert.is(defaultDataFolder({ platform: 'linux', home: '/h', env: { XDG_DATA_HOME: '/x' } }), '/x/beatkeeper')
  assert.is(
    defaultDataFolder({ platform: 'linux', home: '/h', env: { XDG_DATA_HOME: 'relative' } }),
    '/h/.local/share/beatkeeper',
  )
  assert.is(defaultDataFolder({ platform: 'darwin', home: '/h', env: {} }), '/h/Library/Application Support/Beatkeeper')
  assert.is(
    defaultDataFolder({ platform: 'win32', home: 'C:\\h', env: { LOCALAPPDATA: 'C:\\l' } }),
    'C:\\l\\Beatkeeper',
  )
})

config("a window's preferences survive, and a damaged file is an empty one", () => {
  const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-preferences-'))
  const file = join(folder, 'preferences.json')
  const preferences = preferencesFile(file)
  assert.equal(preferences.read(), { theme: 'system', connection: 'local' })
  preferences.write({ theme: 'dark', connection: 'local' })
  assert.equal(preferencesFile(file).read(), { theme: 'dark', connection: 'local' })
  for (const damage of ['', '{', '[]', '{"theme":"pink"}', 'null']) {
    writeFileSync(file, damage)
    assert.equal(preferences.read(), { theme: 'system', connection: 'local' })
  }
  rmSync(folder, { recursive: true, force: true })
})

config.run()
