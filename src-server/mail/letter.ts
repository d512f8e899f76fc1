import type { Format } from '../content/format.ts'
import type { Words } from '../content/words.ts'
import type { MailContent, MailData } from './data.ts'
import type { MintedLinks } from './sources.ts'
import type { MailWords } from './words.ts'

/**
 * What a mail says, before it has a form: the same letter becomes the plain text, the HTML part and the subject. Pure.
 * Whatever people wrote is text here; letter-text.ts and letter-html.ts see to it that it stays text. Held by test/mail/letter.test.ts.
 */
export interface Letter {
  readonly subject: string
  readonly title: string
  readonly parts: readonly Part[]
  readonly action: { readonly label: string; readonly url: string } | null
  /** Small print: why it came, how long its link works. */
  readonly notes: readonly string[]
  readonly unsubscribe: { readonly label: string; readonly url: string } | null
}

/** `said`: our own words. `quoted`: what people wrote. `facts`: a name and what it is. */
export type Part =
  | { readonly kind: 'said' | 'quoted'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }

/** Whose mail it is, and in which language it speaks. */
export interface Voice {
  /** The page's name; the workspace's where it is of the workspace. */
  readonly name: string
  /** Where visitors find the page. */
  readonly pageUrl: string
  readonly words: MailWords
  /** The status page's own words: one name for each state, there and here. */
  readonly states: Words
  readonly format: Format
}

/** The letter of a mail. Without links (`null`) it is what the list shows of it: a subject. */
export function letterOf(content: MailContent, voice: Voice, links: MintedLinks | null): Letter {
  switch (content.kind) {
    case 'invite':
      return invite(content.data, voice, links)
    case 'password_reset': {
      const { subject, text, action, why } = voice.words.passwordReset
      return ofLink(voice, links, { subject, title: subject, said: [text(content.data.name)], action, why })
    }
    case 'subscription_confirm':
      return confirm(content.data, voice, links)
    case 'subscription_manage': {
      const { subject, text, action, why } = voice.words.manage
      const title = subject(voice.name)
      return ofLink(voice, links, { subject: title, title, said: [text(voice.name)], action, why })
    }
    case 'incident_update':
      return incident(content.data, voice, links)
    case 'maintenance_update':
      return maintenance(content.data, voice, links)
  }
}

interface LinkLetter {
  readonly subject: string
  readonly title: string
  readonly said: readonly string[]
  readonly facts?: readonly (readonly [string, string])[]
  readonly action: string
  readonly why: string
}

/** A letter that is there for its link. */
function ofLink({ words, format }: Voice, links: MintedLinks | null, letter: LinkLetter): Letter {
  const url = links?.action ?? null
  const until = links?.expiresAt ?? null
  return {
    subject: letter.subject,
    title: letter.title,
    parts: [
      ...letter.said.map((text) => ({ kind: 'said' as const, text })),
      ...(letter.facts === undefined ? [] : [{ kind: 'facts' as const, rows: letter.facts }]),
    ],
    action: url === null ? null : { label: letter.action, url },
    notes: [
      ...(until === null ? [] : [`${words.worksUntil(format.moment(until))} ${words.times(format.zone)}.`]),
      letter.why,
    ],
    unsubscribe: unsubscribeOf(words, links),
  }
}

function invite(data: MailData['invite'], voice: Voice, links: MintedLinks | null): Letter {
  const { subject, title, text, action, why } = voice.words.invite
  const where = data.page_name ?? data.workspace_name
  const said = [text(data.invited_by, where, data.role_name)]
  return ofLink(voice, links, { subject: subject(data.invited_by, where), title: title(where), said, action, why })
}

function confirm({ components }: MailData['subscription_confirm'], voice: Voice, links: MintedLinks | null): Letter {
  const { words, name } = voice
  const { subject, everything, some, action, why } = words.confirm
  const title = subject(name)
  const said = [components === null ? everything(name) : some(name)]
  const facts = components === null ? {} : { facts: [[words.affects, components.join(', ')]] as const }
  return ofLink(voice, links, { subject: title, title, said, ...facts, action, why })
}

function incident(data: MailData['incident_update'], voice: Voice, links: MintedLinks | null): Letter {
  const { words, states, format } = voice
  const state = states.incident[data.status]
  const components = data.components.map(({ name, status }) => `${name} (${states.component[status]})`)
  return news(voice, links, {
    state,
    name: data.name,
    body: data.body,
    facts: [
      ...(data.impact === 'none' ? [] : [[words.impact, states.impact[data.impact]] as const]),
      ...(components.length === 0 ? [] : [[words.affects, components.join(', ')] as const]),
      [words.when, `${format.moment(data.at)} (${format.zone})`] as const,
    ],
  })
}

function maintenance(data: MailData['maintenance_update'], voice: Voice, links: MintedLinks | null): Letter {
  const { words, format } = voice
  return news(voice, links, {
    state: words.maintenance[data.moment],
    name: data.name,
    body: data.body,
    facts: [
      [words.when, `${format.window(data.scheduled_for, data.scheduled_until)} (${format.zone})`] as const,
      ...(data.components.length === 0 ? [] : [[words.affects, data.components.join(', ')] as const]),
    ],
  })
}

/** What is told to subscribers. */
function news(
  { name: page, pageUrl, words }: Voice,
  links: MintedLinks | null,
  told: { state: string; name: string; body: string; facts: readonly (readonly [string, string])[] },
): Letter {
  return {
    subject: `[${page}] ${told.state}: ${told.name}`,
    title: `${told.state}: ${told.name}`,
    parts: [
      ...(told.body.trim() === '' ? [] : [{ kind: 'quoted' as const, text: told.body }]),
      { kind: 'facts', rows: told.facts },
    ],
    action: { label: words.seePage, url: pageUrl },
    notes: [words.subscribed(page)],
    unsubscribe: unsubscribeOf(words, links),
  }
}

function unsubscribeOf(words: MailWords, links: MintedLinks | null): Letter['unsubscribe'] {
  return links === null || links.unsubscribe === null ? null : { label: words.unsubscribe, url: links.unsubscribe }
}
