import type { LinkPageWords } from './words.ts'

/**
 * The script of the page that links open (`/m/`), in the visitor's browser.
 *
 * Chosen: one function that uses nothing of this module, sent as its own source: it is typed and linted like the rest, and its digest stands in
 * the page's policy. The first thing that it does is to take the token out of the address, before anything can be loaded, logged or shared; it keeps it in a
 * variable and nowhere else. It uses a link up only after a click: programs that look at links, and even those that run scripts,
 * click nothing. Everything is made by createElement and textContent; the policy's Trusted Types refuse markup made of text.
 * Left out: a build step, a framework, storage of any kind. Held by test/e2e/magic-page.chromium.test.ts (T8).
 */
export const magicScript = `(${runLinkPage.toString()})();`

interface Named {
  readonly id: string
  readonly name: string
}
interface Held {
  readonly purpose: 'manage' | 'subscription' | 'custom_view' | 'rss_feed'
  readonly subject: Named
  readonly token: string
  readonly expires_at: string
}
interface Own {
  readonly name: string
  readonly email: string
  readonly state: string
  readonly url: string | null
  readonly components: readonly Named[] | null
  readonly choices: readonly (Named & { readonly group: string | null })[]
  readonly subscription: { readonly state: string; readonly components: readonly Named[] | null }
  readonly custom_views: readonly (Named & { readonly components: readonly Named[] })[]
  readonly rss_feeds: readonly (Named & { readonly components: readonly Named[] | null })[]
}

function runLinkPage(): void {
  const root = document.getElementById('link')
  if (root === null) return
  const words: LinkPageWords = JSON.parse(root.dataset.words ?? '{}')
  const locale = root.dataset.locale ?? 'en'

  type Child = Node | string | false | null
  const put = (text: string, name: string): string => text.replace('{name}', name)

  /** An element: attributes by name, text and elements inside. */
  const make = <Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Readonly<Record<string, string | boolean>> = {},
    ...children: readonly Child[]
  ): HTMLElementTagNameMap[Tag] => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false) element.setAttribute(name, value === true ? '' : value)
    }
    for (const child of children) if (child !== false && child !== null) element.append(child)
    return element
  }

  /** Replaces what the page shows; whoever does not see it is taken to its heading. */
  const show = (title: string, ...children: readonly Child[]): void => {
    const heading = make('h1', { tabindex: '-1' }, title)
    root.replaceChildren(heading, ...children.filter((child) => child !== false && child !== null))
    heading.focus()
  }

  const button = (label: string, kind: string, work: () => unknown): HTMLButtonElement => {
    const element = make('button', { type: 'button', class: kind }, label)
    element.addEventListener('click', work)
    return element
  }

  /** A line that tells what came of it. */
  const notice = (): { readonly element: HTMLElement; say(text: string, kind: 'good' | 'bad'): void } => {
    const element = make('p', { role: 'status', class: 'said', hidden: true })
    return {
      element,
      say(text, kind) {
        element.className = `said ${kind}`
        element.hidden = false
        element.textContent = text
      },
    }
  }

  const refusals: Readonly<Record<string, string>> = {
    magic_expired: words.expired,
    magic_used: words.used,
    token_revoked: words.revoked,
    invalid_token: words.unknown,
    rate_limited: words.slow,
    offline: words.offline,
  }
  const isOver = (code: string): boolean => code !== 'rate_limited' && code !== 'offline' && code in refusals

  interface Answer {
    readonly code: string | null
    // biome-ignore lint/suspicious/noExplicitAny: our own server's answer, of the shape that its contract says.
    readonly body: any
  }
  const ask = async (method: string, path: string, token: string, body?: unknown): Promise<Answer> => {
    try {
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: {
          Accept: 'application/json',
          'X-Magic-Token': token,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      })
      const text = await answer.text()
      const value = text === '' ? null : JSON.parse(text)
      return answer.ok ? { code: null, body: value } : { code: value?.code ?? 'internal', body: null }
    } catch {
      return { code: 'offline', body: null }
    }
  }

  /** Does one thing at a time; the button says so meanwhile. */
  const busy = async (pressed: HTMLButtonElement, work: () => Promise<void>): Promise<void> => {
    if (pressed.disabled) return
    pressed.disabled = true
    try {
      await work()
    } finally {
      pressed.disabled = false
    }
  }

  const failed = (code: string, again: (() => unknown) | null): void => {
    const over = isOver(code) || again === null
    show(
      words.title,
      make('p', { class: 'said bad', role: 'alert' }, refusals[code] ?? words.failed),
      make(
        'div',
        { class: 'actions' },
        over ? make('a', { class: 'button', href: '/subscribe' }, words.askAgain) : button(words.tryAgain, '', again),
      ),
    )
  }

  const until = (held: Held): HTMLElement => {
    const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(new Date(held.expires_at))
    return make('p', { class: 'hint' }, put(words.until, time))
  }

  /** What can be chosen, and how to read what was: `null` is everything, an empty list is nothing. */
  const chooser = (own: Own, withAll: boolean) => {
    const chosen = new Set((own.components ?? []).map(({ id }) => id))
    const isAll = withAll && own.components === null
    const boxes: HTMLInputElement[] = []
    const list = make('div', { class: 'choices', role: 'group', 'aria-label': words.services, tabindex: '0' })
    let group: string | null = null
    for (const choice of own.choices) {
      if (choice.group !== group && choice.group !== null) list.append(make('p', { class: 'of' }, choice.group))
      group = choice.group
      const box = make('input', { type: 'checkbox', value: choice.id })
      box.checked = chosen.has(choice.id)
      boxes.push(box)
      list.append(make('label', { class: 'choice' }, box, make('span', {}, choice.name)))
    }
    const all = make('input', { type: 'radio', name: 'scope', value: 'all' })
    const some = make('input', { type: 'radio', name: 'scope', value: 'some' })
    all.checked = isAll
    some.checked = !isAll
    const element = make(
      'fieldset',
      {},
      make('legend', {}, words.services),
      withAll && make('label', { class: 'choice' }, all, make('span', {}, words.everything)),
      withAll && make('label', { class: 'choice' }, some, make('span', {}, words.some)),
      list,
    )
    const read = (): { id: string }[] | null =>
      withAll && all.checked ? null : boxes.filter((box) => box.checked).map((box) => ({ id: box.value }))
    return { element, read }
  }

  /** The overview that something was opened from, if it was. */
  const backTo = (overview: Held | null): Child =>
    overview !== null && button(words.back, 'quiet', () => open(overview, null))

  const subscription = (held: Held, own: Own, overview: Held | null, first: string | null): void => {
    const said = notice()
    const choice = chooser(own, true)
    const save = button(words.save, '', () =>
      busy(save, async () => {
        const components = choice.read()
        if (components?.length === 0) return said.say(words.chooseOne, 'bad')
        const answer = await ask('PATCH', '/magic/subscription', held.token, { components })
        if (answer.code === null) said.say(words.saved, 'good')
        else if (isOver(answer.code)) failed(answer.code, null)
        else said.say(refusals[answer.code] ?? words.failed, 'bad')
      }),
    )
    const end = button(words.unsubscribe, 'danger', () =>
      busy(end, async () => {
        const answer = await ask('DELETE', '/magic/subscription', held.token)
        if (answer.code === null) show(words.ended, make('p', {}, put(words.endedHint, own.email)))
        else if (isOver(answer.code)) failed(answer.code, null)
        else said.say(refusals[answer.code] ?? words.failed, 'bad')
      }),
    )
    show(
      words.subscription,
      first !== null && make('p', { class: 'said good' }, first),
      make('p', {}, put(words.subscriptionOf, own.email)),
      own.state === 'pending' && make('p', { class: 'said' }, words.notConfirmed),
      make('div', { class: 'fields' }, choice.element),
      said.element,
      make('div', { class: 'actions' }, save, end, backTo(overview)),
      until(held),
    )
  }

  const selection = (held: Held, own: Own, overview: Held | null): void => {
    const isView = held.purpose === 'custom_view'
    const path = isView ? '/magic/custom-view' : '/magic/rss-feed'
    const said = notice()
    const choice = chooser(own, !isView)
    const name = make('input', { type: 'text', id: 'name', maxlength: '120', required: true })
    name.value = own.name
    const address = make('input', { type: 'url', id: 'address', readonly: true })
    const link = make('a', { class: 'button quiet', rel: 'noreferrer' }, words.openView)
    const missing = make('p', { class: 'hint' }, words.noAddress)
    const shown = (url: string | null): void => {
      address.value = url ?? ''
      link.setAttribute('href', url ?? '/')
      link.hidden = url === null || !isView
      address.hidden = url === null
      missing.hidden = url !== null
    }
    shown(own.url)
    address.addEventListener('focus', () => address.select())
    const change = async (body: object, done: string): Promise<void> => {
      const answer = await ask('PATCH', path, held.token, body)
      if (answer.code === null) {
        shown(answer.body.url)
        said.say(done, 'good')
      } else if (isOver(answer.code)) failed(answer.code, null)
      else said.say(refusals[answer.code] ?? words.failed, 'bad')
    }
    const save = button(words.save, '', () =>
      busy(save, async () => {
        const components = choice.read()
        if (components?.length === 0) return said.say(words.chooseOne, 'bad')
        if (name.value.trim() === '') return said.say(words.nameMissing, 'bad')
        await change({ name: name.value, components }, words.saved)
      }),
    )
    const renew = button(words.renew, 'quiet', () => busy(renew, () => change({ renew_url: true }, words.renewed)))
    const remove = button(words.removeNow, 'danger', () =>
      busy(remove, async () => {
        const answer = await ask('DELETE', path, held.token)
        if (answer.code === null) {
          show(words.removed, make('p', {}, words.removeHint), make('div', { class: 'actions' }, backTo(overview)))
        } else if (isOver(answer.code)) failed(answer.code, null)
        else said.say(refusals[answer.code] ?? words.failed, 'bad')
      }),
    )
    const keep = button(words.keep, 'quiet', () => {
      sure.hidden = true
      first.hidden = false
      first.focus()
    })
    const sure = make(
      'div',
      { class: 'actions', hidden: true },
      keep,
      remove,
      make('span', { class: 'hint' }, words.removeHint),
    )
    const first = button(words.remove, 'quiet', () => {
      sure.hidden = false
      first.hidden = true
      keep.focus()
    })
    show(
      isView ? words.view : words.feed,
      make('p', {}, isView ? words.viewHint : words.feedHint),
      make(
        'div',
        { class: 'fields' },
        make('div', { class: 'field' }, make('label', { for: 'name' }, words.name), name),
        choice.element,
      ),
      said.element,
      make('div', { class: 'actions' }, save, first, backTo(overview)),
      sure,
      make(
        'section',
        {},
        make('div', { class: 'field' }, make('label', { for: 'address' }, words.address), missing, address),
        make('p', { class: 'hint' }, words.addressHint),
        make('div', { class: 'actions' }, link, renew),
        make('p', { class: 'hint' }, words.renewHint),
      ),
      until(held),
    )
  }

  const manage = (held: Held, own: Own): void => {
    const about = (components: readonly Named[] | null): string =>
      components === null ? words.everything : components.map((each) => each.name).join(', ')
    const said = notice()
    const row = (name: string, components: readonly Named[] | null, body: object): HTMLElement => {
      const change = button(words.change, 'quiet', () =>
        busy(change, async () => {
          const answer = await ask('POST', '/magic/manage', held.token, body)
          if (answer.code === null) await open(answer.body, held)
          else if (isOver(answer.code)) failed(answer.code, null)
          else said.say(refusals[answer.code] ?? words.failed, 'bad')
        }),
      )
      change.setAttribute('aria-label', `${words.change}: ${name}`)
      return make('li', {}, make('div', {}, name, make('div', { class: 'about' }, about(components))), change)
    }
    const list = (title: string, rows: readonly HTMLElement[]): Child =>
      rows.length > 0 && make('section', {}, make('h2', {}, title), make('ul', { class: 'owned' }, ...rows))
    const views = own.custom_views.map((view) =>
      row(view.name, view.components, { purpose: 'custom_view', custom_view_id: view.id }),
    )
    const feeds = own.rss_feeds.map((feed) =>
      row(feed.name, feed.components, { purpose: 'rss_feed', rss_feed_id: feed.id }),
    )
    show(
      words.manage,
      make('p', {}, put(words.manageOf, own.email)),
      list(words.subscription, [row(own.email, own.subscription.components, { purpose: 'subscription' })]),
      list(words.views, views),
      list(words.feeds, feeds),
      views.length + feeds.length === 0 && make('p', { class: 'hint' }, words.nothingElse),
      said.element,
      until(held),
    )
  }

  const places = {
    manage: '/magic/manage',
    subscription: '/magic/subscription',
    custom_view: '/magic/custom-view',
    rss_feed: '/magic/rss-feed',
  } as const

  /** Shows what a token is for. */
  const open = async (held: Held, overview: Held | null, first: string | null = null): Promise<void> => {
    const { code, body } = await ask('GET', places[held.purpose], held.token)
    if (code !== null) failed(code, () => open(held, overview, first))
    else if (held.purpose === 'manage') manage(held, body)
    else if (held.purpose === 'subscription') subscription(held, body, overview, first)
    else selection(held, body, overview)
  }

  const begin = (): void => {
    const token = /^#t=(bkm_[0-9A-Za-z]{49})$/.exec(location.hash)?.[1] ?? null
    // Out of the address, and of the history, before anything else happens.
    if (location.hash !== '') history.replaceState(null, '', location.pathname)
    if (token === null) {
      show(
        words.noLink,
        make('p', {}, words.noLinkHint),
        make('div', { class: 'actions' }, make('a', { class: 'button quiet', href: '/subscribe' }, words.askAgain)),
      )
      return
    }
    const use = button(words.open, '', () =>
      busy(use, async () => {
        use.textContent = words.opening
        const { code, body } = await ask('POST', '/magic/redeem', token)
        if (code === null) {
          return open(body, null, body.confirmed ? put(words.confirmed, body.subject.name) : null)
        }
        failed(code, () => ready())
      }),
    )
    const ready = (): void => {
      use.textContent = words.open
      show(words.ask, make('p', {}, words.askHint), make('div', { class: 'actions' }, use))
    }
    ready()
  }

  // A second link opened in the same tab changes the fragment alone.
  addEventListener('hashchange', () => {
    if (location.hash !== '') begin()
  })
  begin()
}
