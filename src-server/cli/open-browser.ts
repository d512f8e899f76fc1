import { spawn } from 'node:child_process'

/** The program that opens an address in the browser that the person has chosen. */
const openers: Readonly<Record<string, readonly [program: string, ...words: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens an address in the system's browser. False where nothing does that here; the address is for the eye then. */
export function openBrowser(url: string, platform: string): Promise<boolean> {
  const [program, ...words] = openers[platform] ?? ['xdg-open']
  return new Promise((resolve) => {
    // The address is a word of its own: no shell reads it.
    const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
    // A browser that runs in the foreground of its opener has been opened all the same.
    setTimeout(() => resolve(true), 2000).unref()
    child.unref()
  })
}
