import { addressOf } from '../../src-server/contract/client.ts'
import type { Endpoint } from '../../src-server/contract/endpoint.ts'
import { answerOf, bridge, saveFile } from '../platform.ts'
import { environment, pageId } from '../state/choices.ts'
import { type CallInput, callRaw, confirmPassword } from './call.ts'
import { ApiProblem } from './problem.ts'

/**
 * An export of the API as a file. In the app main asks where, streams it to disk and never holds it in memory; in a browser it is a
 * download. Answers the name of the file; `null` when nothing was saved because the person thought better of it.
 * @throws ApiProblem
 */
export async function saveExportOf<const E extends Endpoint>(
  endpoint: E & { readonly path: ExportPath },
  query: Readonly<Record<string, string>>,
  fileName: string,
): Promise<string | null> {
  if (bridge === null) {
    const response = await callRaw(endpoint, { query } as CallInput<E>)
    saveFile(fileName, await response.blob())
    return fileName
  }
  const input = {
    path: endpoint.path,
    query: Object.fromEntries(new URL(addressOf(endpoint, {}, query), 'app://x').searchParams),
    page_id: pageId(),
    environment: environment(),
    file_name: fileName,
  }
  const first = await answerOf(bridge.saveExport(input))
  const saved =
    first?.outcome === 'refused' && first.code === 'reauthentication_required' && (await confirmPassword())
      ? await answerOf(bridge.saveExport(input))
      : first
  if (saved?.outcome === 'saved') return saved.file_name
  if (saved?.outcome !== 'refused') return null
  throw new ApiProblem({
    code: saved.code === 'reauthentication_required' ? 'cancelled' : saved.code,
    status: saved.status,
    title: 'Nothing was saved',
    detail: 'The server refused the export.',
    requestId: saved.request_id ?? undefined,
  })
}

type ExportPath = Parameters<NonNullable<typeof bridge>['saveExport']>[0]['path']
