import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { obstacleAfter, obstacleBefore, obstacleFetching } from '../../scripts/start/obstacle.ts'

/** What npm start says when there can be no window: one line, with the remedy. The outputs are Electron's own. */
const start = suite('npm start')

const oneLine = (sentence: string | null): string => {
  assert.type(sentence, 'string')
  assert.not.match(sentence ?? '', '\n')
  return sentence ?? ''
}

start('no display', () => {
  assert.match(oneLine(obstacleBefore({ platform: 'linux', env: {}, isRoot: false })), 'DISPLAY')
  assert.is(obstacleBefore({ platform: 'linux', env: { DISPLAY: ':0' }, isRoot: false }), null)
  assert.is(obstacleBefore({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, isRoot: false }), null)
  assert.is(obstacleBefore({ platform: 'darwin', env: {}, isRoot: false }), null)
})

start('root, for whom there is no sandbox', () => {
  assert.match(oneLine(obstacleBefore({ platform: 'linux', env: { DISPLAY: ':0' }, isRoot: true })), 'ordinary user')
})

start('the release site cannot be reached', () => {
  const output =
    'TypeError: fetch failed\n    at node:internal/deps/undici/undici:14902:13\n    at process.processTicksAndRejections'
  const sentence = oneLine(obstacleFetching(output))
  assert.match(sentence, 'fetch failed')
  assert.match(sentence, 'npx install-electron')
})

const outputs: [string, number | null, string, RegExp][] = [
  [
    'the sandbox is refused by AppArmor',
    null,
    '[1:1121/FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:127] No usable sandbox! If you are running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces with AppArmor, see https://chromium.googlesource.com/…',
    /refuses the window's sandbox.*chmod 4755 chrome-sandbox/,
  ],
  [
    'the sandbox helper is not configured',
    null,
    '[1:1121/FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly. Rather than run without sandboxing I’m aborting now.',
    /refuses the window's sandbox/,
  ],
  [
    'a system library is missing',
    127,
    '/x/electron: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory',
    /libnss3\.so.*apt-get install/,
  ],
  [
    'the display does not answer',
    1,
    '[2:1121/ERROR:ozone_platform_x11.cc(244)] Missing X server or $DISPLAY\n[2:1121/ERROR:env.cc(257)] The platform failed to initialize.  Exiting.',
    /display does not answer/,
  ],
  [
    'root was found out by Electron itself',
    1,
    '[1121/FATAL:electron_main_delegate.cc(287)] Running as root without --no-sandbox is not supported. See https://crbug.com/638180.',
    /ordinary user/,
  ],
]
for (const [what, code, stderr, expected] of outputs) {
  start(what, () => assert.match(oneLine(obstacleAfter({ code, stderr })), expected))
}

start('an app that was closed, or failed for a reason of its own, is no obstacle', () => {
  assert.is(obstacleAfter({ code: 0, stderr: 'No usable sandbox' }), null)
  assert.is(obstacleAfter({ code: 2, stderr: '--port x is not a port.' }), null)
})

start('nothing ever proposes to run without the sandbox', () => {
  for (const [, code, stderr] of outputs) assert.not.match(obstacleAfter({ code, stderr }) ?? '', '--no-sandbox')
})

start.run()
