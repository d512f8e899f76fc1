import type { Window } from '../../ui/support/browser.ts'

/**
 * Where in the window a secret can still be found: the document (fields and shadow roots too), its address and title, what the browser keeps for
 * this origin, cookies that scripts read, the name of the window, the state of its history. Answers the places; `[]` is as it must be.
 */
export function traceOf({ page }: Window, secret: string): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const texts = new Map<string, string>()
    const fields = [...document.querySelectorAll('input, textarea, select')]
    texts.set('document', document.documentElement.outerHTML)
    texts.set('fields', fields.map((field) => String(Reflect.get(field, 'value'))).join(' '))
    texts.set('address', location.href)
    texts.set('title', document.title)
    texts.set('history', JSON.stringify(history.state) ?? '')
    texts.set('window name', window.name)
    texts.set('cookies', document.cookie)
    texts.set('localStorage', JSON.stringify({ ...localStorage }))
    texts.set('sessionStorage', JSON.stringify({ ...sessionStorage }))
    texts.set('databases', JSON.stringify(await indexedDB.databases()))
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys())
        texts.set(`cache ${name} ${request.url}`, (await (await cache.match(request))?.text()) ?? '')
    }
    return [...texts].filter(([, text]) => text.includes(wanted)).map(([place]) => place)
  }, secret)
}
