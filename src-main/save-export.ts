import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { origin } from './app-protocol.ts'
import type { VerbInput, VerbOutput } from './bridge/contract.ts'
import type { Forward } from './forward.ts'

/**
 * An export, from the API to a file, as a stream: memory stays flat however long the log is.
 * It is written beside its final name and renamed when whole, so that a half export never looks like one.
 * A refusal keeps the chosen file for the same export: whoever gives the password and goes on is not asked for the file again.
 * Held by test/main/save-export.test.ts.
 */
export interface SaveExportParts {
  readonly forward: Forward
  /** Asks the person for a file; `null` when they thought better of it. */
  readonly askForFile: (proposed: string) => Promise<string | null>
}

/** The request that the window would have made itself. Pure. */
export function exportRequest({ path, query, page_id, environment }: VerbInput<'saveExport'>): Request {
  const url = new URL(`${origin}/api/v1${path}`)
  url.search = new URLSearchParams(query).toString()
  const headers = new Headers({ 'x-environment': environment })
  if (page_id !== null) headers.set('x-page', page_id)
  return new Request(url.href, { headers })
}

/** Saves exports where the person says; a refusal of the server is an outcome, a full disk is thrown. */
export function createSaveExport({ forward, askForFile }: SaveExportParts) {
  let refused: { asked: string; file: string } | null = null

  return async function saveExport(input: VerbInput<'saveExport'>): Promise<VerbOutput<'saveExport'>> {
    const asked = JSON.stringify(input)
    const file = refused?.asked === asked ? refused.file : await askForFile(basename(input.file_name))
    refused = null
    if (file === null) return { outcome: 'cancelled' }
    const answer = await forward(exportRequest(input))
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel()
      refused = { asked, file }
      return {
        outcome: 'refused',
        status: answer.status,
        code: answer.headers.get('x-error') ?? 'internal',
        request_id: answer.headers.get('x-request-id'),
      }
    }
    const partial = join(dirname(file), `.${basename(file)}.part`)
    const target = createWriteStream(partial, { mode: 0o600 })
    try {
      // The DOM's and Node's ReadableStream are one class here, with two type declarations.
      await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), target)
      await rename(partial, file)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
    return { outcome: 'saved', file_name: basename(file), bytes: target.bytesWritten }
  }
}
