import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import type { Logger, Plugin } from 'vite'
import { createLogger } from 'vite'
import solid from 'vite-plugin-solid'
import { consoleFiles } from './scripts/build/console-files.ts'
import { trustedTypesForSolid } from './scripts/build/trusted-types.ts'

/**
 * Four bundles: the main process, the server process, the preload script, the console.
 *
 * The console lives at `/console/` in the app and in the browser alike, so it is built once, with that base.
 * The main process is built for the oldest Electron that the tests start (33, Node 20); dependencies stay in node_modules.
 * A sandboxed preload script can load nothing, so it is one CommonJS file with everything inside.
 */

const out = resolve(import.meta.dirname, 'out')
const from = (path: string): string => resolve(import.meta.dirname, path)

/** electron-vite sets a relative base; the console has paths of its own below `/console/`, so its base must be absolute. */
function consoleBase(): Plugin {
  return {
    name: 'beatkeeper:console-base',
    enforce: 'pre',
    config(config) {
      config.base = '/console/'
    },
  }
}

/** electron-vite warns about any base but its own; this one is meant. */
function consoleLogger(): Logger {
  const logger = createLogger('warn')
  const { warn } = logger
  logger.warn = (text, options) => {
    if (!text.includes('Should not set "base"')) warn(text, options)
  }
  return logger
}

export default defineConfig({
  main: {
    build: {
      outDir: resolve(out, 'main'),
      target: 'node20.18',
      sourcemap: true,
      // Bundled, these cost the server less memory and a faster start than as hundreds of files (measured: docs/performance.md).
      externalizeDeps: { exclude: ['zod', 'lru-cache', 'commander', 'pino'] },
      rolldownOptions: {
        // depd, below koa, makes its deprecated functions with eval; we call none of them.
        checks: { eval: false },
        // Each worker is an entry of its own: it is started by its file's name, beside the server's.
        input: {
          main: from('src-main/main.ts'),
          server: from('src-server/main.ts'),
          'checkpoint-worker': from('src-server/db/checkpoint-worker.ts'),
          'verify-worker': from('src-server/journal/verify-worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(out, 'preload'),
      target: 'node20.18',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: from('src-main/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: from('src-renderer'),
    customLogger: consoleLogger(),
    plugins: [
      consoleBase(),
      trustedTypesForSolid(),
      solid({ hot: false }),
      consoleFiles(resolve(out, 'console'), resolve(out, 'console-files.json')),
    ],
    build: {
      outDir: resolve(out, 'console'),
      target: 'es2023',
      minify: true,
      // Everything is a file of its own: the console's policy allows no data: fonts, and names are listed one by one.
      assetsInlineLimit: 0,
      // One sheet of 13 kB: thirty small ones compress to twenty and arrive in any order.
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      manifest: true,
      rolldownOptions: { input: from('src-renderer/index.html'), checks: { pluginTimings: false } },
    },
  },
})
