import type { Endpoint, ReplyOf } from '../../src-server/contract/endpoint.ts'
import { type CallInput, callRaw } from './call.ts'
import { readJson } from './transport.ts'

/** What was read, with the version that a change names in If-Match: `"7"`. */
export interface Versioned<Data> {
  data: Data
  version: string | undefined
}

/** Like `call`, with the version of the answer. @throws ApiProblem */
export async function callVersioned<const E extends Endpoint>(
  endpoint: E,
  input: CallInput<E> = {},
): Promise<Versioned<ReplyOf<E>>> {
  const response = await callRaw(endpoint, input)
  // The contract's word about our own server, as in call().
  const data = (await readJson(response)) as ReplyOf<E>
  return { data, version: response.headers.get('ETag')?.replace(/^W\//, '') ?? undefined }
}
