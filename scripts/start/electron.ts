import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../build/freshness.ts'

const folder = join(root, 'node_modules', 'electron')

/** The path of Electron's binary, or `null` if it has not been fetched yet. */
export function electronBinary(): string | null {
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8'))
  return existsSync(binary) ? binary : null
}

/** A download that takes longer than this is worth a word; one that is refused at once is not. */
const worthAWordMs = 1500

/** One attempt to fetch it, with Electron's own installer. Resolves with what the installer wrote. */
export function fetchElectron(tell: () => void): Promise<string> {
  return new Promise((resolve) => {
    const telling = setTimeout(tell, worthAWordMs)
    const done = (output: string): void => {
      clearTimeout(telling)
      resolve(output)
    }
    const installer = spawn(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    installer.stdout.on('data', (text) => (output += String(text)))
    installer.stderr.on('data', (text) => (output += String(text)))
    installer.on('error', (error) => done(String(error)))
    installer.on('close', () => done(output))
  })
}
