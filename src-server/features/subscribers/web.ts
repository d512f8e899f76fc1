import type { Choice } from '../../content/interests.ts'
import { isSafePicture } from '../../content/prose.ts'
import { type RenderedPage, renderDocument, type WebPage } from '../../content/web/document.ts'
import type { PageSettings } from '../../contract/settings.ts'
import { type Html, html } from '../../http/html.ts'
import { magicScript } from './magic-script.ts'
import { type LinkWords, linkWordsFor } from './words.ts'

/**
 * The pages of subscribing, unsubscribing and opened links, in the branding of their status page. All but the one that links open work
 * without script. Pure: settings and choices in, a document out. Held by test/subscribers/web.test.ts and, in a browser,
 * test/e2e/magic-page.chromium.test.ts.
 */

export type WebSettings = Pick<PageSettings, 'general' | 'branding' | 'localization'>

/** What someone has typed into the form, and what is wrong with it. */
export interface FormState {
  readonly email: string
  /** `null`: everything. */
  readonly chosen: readonly string[] | null
  readonly wrong: { readonly field: 'email' | 'choice'; readonly says: string } | null
}

export const emptyForm: FormState = { email: '', chosen: null, wrong: null }

function framed(
  { general, branding, localization }: WebSettings,
  words: LinkWords,
  title: string,
  main: Html,
  options: Pick<WebPage, 'hasForm' | 'script'>,
): RenderedPage {
  const { logo_url: logo } = branding
  // The name is in the language of the page, our words in ours.
  const isOwnLanguage = localization.locale.toLowerCase().split('-')[0] === words.language
  const lang = !isOwnLanguage && html` lang="${localization.locale}"`
  return renderDocument({
    language: isOwnLanguage ? localization.locale : words.language,
    title: `${title} · ${general.name}`,
    description: '',
    branding,
    isUnlisted: true,
    hasControls: true,
    ...options,
    body: html`<div class="frame">
<header class="masthead"><div class="brand">${logo !== null && isSafePicture(logo) && html`<img src="${logo}" alt="">`}<p class="page"${lang}><a href="/">${general.name}</a></p></div></header>
<main>
${main}
<p class="back"><a href="/">${words.backTo(general.name)}</a></p>
</main>
</div>`,
  })
}

/** The form; also what answers one that was filled in wrongly. */
export function renderSubscribeForm(settings: WebSettings, choices: readonly Choice[], form: FormState): RenderedPage {
  const words = linkWordsFor(settings.localization.locale)
  const { subscribe: say } = words
  const title = say.title(settings.general.name)
  const wrongIn = (field: 'email' | 'choice'): string | null => (form.wrong?.field === field ? form.wrong.says : null)
  const wrongEmail = wrongIn('email')
  const wrongChoice = wrongIn('choice')
  const main = html`<div class="card sheet">
<h1>${title}</h1>
<p>${say.lead}</p>
<form action="/subscribe" method="post" class="fields">
<div class="field"><label for="email">${say.email}</label>
<input id="email" name="email" type="email" autocomplete="email" inputmode="email" required maxlength="254" value="${form.email}" aria-describedby="email-hint${wrongEmail !== null && ' email-wrong'}"${wrongEmail !== null && html` aria-invalid="true" autofocus`}>
${wrongEmail !== null && html`<p class="wrong" id="email-wrong">${wrongEmail}</p>`}
<p class="hint" id="email-hint">${say.emailHint}</p></div>
${choices.length > 0 && choiceOf(words, choices, form, wrongChoice)}
<div class="actions"><button type="submit">${say.submit}</button></div>
</form>
<section><h2>${say.feeds}</h2><p class="hint">${say.withoutMail} <a href="/feed.atom">Atom</a>, <a href="/feed.rss">RSS</a>.</p></section>
</div>`
  return framed(settings, words, title, main, { hasForm: true })
}

function choiceOf(
  { subscribe: say }: LinkWords,
  choices: readonly Choice[],
  { chosen }: FormState,
  wrong: string | null,
): Html {
  const isAll = chosen === null
  let group: string | null = null
  const rows = choices.map((choice) => {
    const heading = choice.group !== group && choice.group !== null && html`<p class="of">${choice.group}</p>`
    group = choice.group
    return html`${heading}<label class="choice"><input type="checkbox" name="component" value="${choice.id}"${chosen?.includes(choice.id) === true && html` checked`}><span>${choice.name}</span></label>`
  })
  return html`<fieldset${wrong !== null && html` aria-describedby="choice-wrong"`}><legend>${say.about}</legend>
${wrong !== null && html`<p class="wrong" id="choice-wrong">${wrong}</p>`}
<label class="choice"><input type="radio" name="scope" value="all"${isAll && html` checked`}><span>${say.everything}<br><span class="hint">${say.everythingHint}</span></span></label>
<label class="choice"><input type="radio" name="scope" value="some"${!isAll && html` checked`}><span>${say.some}</span></label>
<div class="choices" role="group" aria-label="${say.some}" tabindex="0">${rows}</div></fieldset>`
}

/** The answer to the form: the same whatever is known of the address. */
export function renderLinkSent(settings: WebSettings): RenderedPage {
  const words = linkWordsFor(settings.localization.locale)
  const { subscribe: say } = words
  const main = html`<div class="card sheet"><h1>${say.sentTitle}</h1><p>${say.sent}</p><p class="hint">${say.sentHint}</p></div>`
  return framed(settings, words, say.sentTitle, main, {})
}

/** Asks before it ends: looking at this page ends nothing. */
export function renderUnsubscribe(settings: WebSettings, key: string): RenderedPage {
  const words = linkWordsFor(settings.localization.locale)
  const { unsubscribe: say } = words
  const { name } = settings.general
  const main = html`<div class="card sheet"><h1>${say.title(name)}</h1><p>${say.lead(name)}</p>
<form action="/unsubscribe/${key}" method="post" class="actions"><button type="submit">${say.submit}</button></form></div>`
  return framed(settings, words, say.title(name), main, { hasForm: true })
}

export function renderUnsubscribed(settings: WebSettings): RenderedPage {
  const words = linkWordsFor(settings.localization.locale)
  const { unsubscribe: say } = words
  const main = html`<div class="card sheet"><h1>${say.doneTitle}</h1><p>${say.done(settings.general.name)}</p>
<div class="actions"><a class="button quiet" href="/subscribe">${say.again}</a></div></div>`
  return framed(settings, words, say.doneTitle, main, {})
}

/** A key of nothing: an old mail, or one that was copied in part. */
export function renderNothingToEnd(settings: WebSettings): RenderedPage {
  const words = linkWordsFor(settings.localization.locale)
  const { unsubscribe: say } = words
  const main = html`<div class="card sheet"><h1>${say.unknownTitle}</h1><p>${say.unknown}</p></div>`
  return framed(settings, words, say.unknownTitle, main, {})
}

/** The page that links open. What it says stands in `data-words`, so that its script is the same text for every page and language. */
export function renderLinkPage(settings: WebSettings): RenderedPage {
  const words = linkWordsFor(settings.localization.locale)
  const { link: say } = words
  const main = html`<div class="card sheet" id="link" data-words="${JSON.stringify(say)}" data-locale="${settings.localization.locale}">
<h1>${say.ask}</h1>
<noscript><p class="said">${say.noScript}</p></noscript>
</div>`
  return framed(settings, words, say.title, main, { script: magicScript })
}
