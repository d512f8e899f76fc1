import { invalidField } from '../contract/problems.ts'
import { normalHost } from '../http/find-host.ts'

/**
 * The hosts of a page as they are stored: lower-case, punycode, no port, each once.
 * @throws Problem `validation_failed` naming the first that is no host name, is an address or a loopback name, or stands there twice.
 */
export function hostsOf(texts: readonly string[]): string[] {
  const hosts: string[] = []
  for (const [index, text] of texts.entries()) {
    const host = normalHost(text)
    if (host === null) {
      throw invalidField(
        `/hosts/${index}`,
        'must be a host name such as status.example.com, without a port; addresses and localhost are no page',
      )
    }
    if (hosts.includes(host)) throw invalidField(`/hosts/${index}`, 'stands in the list twice')
    hosts.push(host)
  }
  return hosts
}
