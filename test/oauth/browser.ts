import type { Answer, Ask } from '../support/ask.ts'
import { ownerEmail, ownerPassword } from '../support/harness.ts'

/** A server that can be asked; a TestServer is one. */
export interface Reached {
  readonly running: { readonly port: number }
  ask(request: Ask): Promise<Answer>
}

/**
 * A browser of the poor: keeps the cookies of one host, follows redirects as long as they stay on this server, sends forms as they stand on
 * the page. What it cannot do (policies, real SameSite) is for Chromium to show.
 */
export class Browser {
  readonly #server: Reached
  readonly #cookies = new Map<string, string>()
  /** The Host that it speaks to; a redirect to another one of ours moves it. */
  host: string
  /** The last page, and the path it came from. */
  page: Answer | null = null
  path = ''

  constructor(server: Reached, host = `127.0.0.1:${server.running.port}`) {
    this.#server = server
    this.host = host
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** One request, with the cookies of this browser; nothing is followed. */
  async request(request: Ask): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#server.ask({
      ...request,
      headers: { Host: this.host, ...(cookie === '' ? {} : { Cookie: cookie }), ...request.headers },
    })
    for (const line of (answer.headers['set-cookie'] ?? '').split('\n').filter((each) => each !== '')) {
      const [pair = '', ...attributes] = line.split('; ')
      const equals = pair.indexOf('=')
      if (attributes.includes('Max-Age=0')) this.#cookies.delete(pair.slice(0, equals))
      else this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return answer
  }

  /** Opens an address and follows it; answers the page, or the redirect that leads away from this server. */
  async open(address: string): Promise<Answer> {
    return this.#follow({ path: this.#enter(address) })
  }

  /** Sends the form of the present page with these fields over those that stand in it; `null` leaves one out. */
  async submit(fields: Readonly<Record<string, string | readonly string[] | null>>): Promise<Answer> {
    if (this.page === null) throw new Error('there is no page')
    const body = new URLSearchParams()
    for (const [name, value] of fieldsIn(this.page.text)) if (!(name in fields)) body.append(name, value)
    for (const [name, value] of Object.entries(fields))
      for (const each of value === null ? [] : typeof value === 'string' ? [value] : value) body.append(name, each)
    return this.#follow({ method: 'POST', path: this.path, ...form(body) })
  }

  /** Signs in on the sign-in page. */
  signIn(email = ownerEmail, password = ownerPassword): Promise<Answer> {
    return this.submit({ email, password, act: 'sign-in' })
  }

  #enter(address: string): string {
    if (address.startsWith('/')) return address
    const url = new URL(address)
    this.host = url.host
    return `${url.pathname}${url.search}`
  }

  async #follow(first: Ask): Promise<Answer> {
    let request = first
    for (let hops = 0; hops < 10; hops += 1) {
      const answer = await this.request(request)
      const { location } = answer.headers
      if (location === undefined) {
        this.page = answer
        this.path = request.path
        return answer
      }
      const isOurs = location.startsWith('/') || new URL(location).port === String(this.#server.running.port)
      if (!isOurs || location.includes('/callback')) return answer
      request = { path: this.#enter(location) }
    }
    throw new Error('it redirects in circles')
  }
}

/** A form as it is sent. */
export function form(fields: URLSearchParams | Record<string, string>): Pick<Ask, 'body' | 'headers'> {
  return {
    body: String(new URLSearchParams(fields)),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  }
}

/** Fields that a page would send without anybody touching them: hidden ones, ticked ones, the chosen option, texts. */
function fieldsIn(page: string): [string, string][] {
  const inputs = [...page.matchAll(/<input ([^>]*)>/g)].flatMap(([, attributes = '']): [string, string][] => {
    const of = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
    if (of('type') === 'checkbox' && !/ checked$/.test(attributes)) return []
    return [[of('name'), of('value')]]
  })
  const selects = [...page.matchAll(/<select name="([^"]*)">(.*?)<\/select>/gs)].map(
    ([, name = '', options = '']): [string, string] => [
      name,
      (/<option value="([^"]*)" selected>/.exec(options) ?? /<option value="([^"]*)">/.exec(options))?.[1] ?? '',
    ],
  )
  return [...inputs, ...selects]
}
