import { signIn } from '../identity/people.ts'
import type { TestServer } from '../support/harness.ts'

/** A token of the sandbox that may change all content there. A person makes it: a live token makes live tokens only. */
export async function sandboxToken(server: TestServer): Promise<string> {
  const owner = await signIn(server)
  const body = { name: 'sandbox', environment: 'test', permission: 'admin', role_key: 'admin' }
  const made = await owner.ask({ method: 'POST', path: '/api/v1/admin/tokens', body })
  if (made.status !== 201) throw new Error(`minting answered ${made.status}: ${made.text}`)
  return made.json.token
}
