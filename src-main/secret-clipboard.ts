import { createHash } from 'node:crypto'

/**
 * A secret on the clipboard, for a minute. It is taken away only if it is still what is there: a text that was copied since stays.
 * Only a digest is kept meanwhile. Electron's clipboard answers at once up to version 44 and by promise since; both are awaited.
 * Held by test/main/secret-clipboard.test.ts.
 */
export const clearsAfterSeconds = 60

export interface TextClipboard {
  readText(): string | Promise<string>
  writeText(text: string): void | Promise<void>
  clear(): void
}

export interface Delay {
  /** Calls back after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void
}

export interface SecretClipboard {
  copy(secret: string): Promise<void>
  /** Takes a secret away now, if one of ours is still there: the app is ending. */
  clearNow(): Promise<void>
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64')

/** One clipboard; a second secret takes the place of the first. */
export function createSecretClipboard(clipboard: TextClipboard, delay: Delay): SecretClipboard {
  let held: string | null = null
  let callOff = (): void => {}

  async function clearNow(): Promise<void> {
    callOff()
    const ours = held
    held = null
    if (ours !== null && digest(await clipboard.readText()) === ours) clipboard.clear()
  }

  return {
    async copy(secret) {
      callOff()
      await clipboard.writeText(secret)
      held = digest(secret)
      callOff = delay.after(clearsAfterSeconds * 1000, () => void clearNow())
    },
    clearNow,
  }
}
