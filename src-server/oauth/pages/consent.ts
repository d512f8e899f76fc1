import { PERMISSION_SENTENCES, type Permission, type Resource, resourceOf } from '../../contract/permissions.ts'
import { type Html, html } from '../../http/html.ts'
import { appCard, type ShownApp } from './app-card.ts'
import { documentOf } from './document.ts'

export interface ConsentPage {
  readonly app: ShownApp
  readonly workspace: string
  readonly host: string
  readonly action: string
  readonly formToken: string
  readonly user: { readonly name: string; readonly email: string }
  /** What it asks for, and whether it is ticked. */
  readonly scopes: readonly AskedScope[]
  /** It wants to know who the user is. */
  readonly asksIdentity: boolean
  /** The pages that the user can choose; one alone is said, not chosen. */
  readonly pages: readonly { readonly id: string; readonly name: string; readonly chosen: boolean }[]
  /** The user has every page as such, and can give them all. */
  readonly everyPage: 'not theirs' | 'not ticked' | 'ticked'
  readonly problem: string | null
}

export interface AskedScope {
  readonly name: Permission
  readonly ticked: boolean
  /** The name of the user's role where it does not hold it on any page they could choose; null: it does. */
  readonly lackedBy: string | null
}

/** What is asked, by whom, for how long; two buttons of one size. */
export function consentPage(page: ConsentPage): string {
  const { app, workspace, user, problem } = page
  const body = html`${appCard(app)}
<h1>Allow ${app.name} to act for you in ${workspace}?</h1>
${app.description === '' ? null : html`<p class="lead">${app.description}</p>`}
<form method="post" action="${page.action}" class="armed">
<input type="hidden" name="form" value="${page.formToken}">
<div class="who"><span>Signed in as <b>${user.name}</b> (${user.email})</span><button class="plain" name="act" value="switch">Use another account</button></div>
${problem === null ? null : html`<p class="call bad" role="alert">${problem}</p>`}
${app.isPublic ? html`<p class="call warn">This app cannot prove who made it. Allow it only if you have just started it yourself.</p>` : null}
<fieldset><legend>It will be able to</legend>${scopeList(page)}</fieldset>
${pageChoice(page)}
<h2>It won’t be able to</h2>
<ul class="not">${limitsOf(page).map((limit) => html`<li>${cross}${limit}</li>`)}</ul>
<p class="fine">This holds until you end it under My account, Connected apps, or until ${app.name} has not asked again for 90 days. It can never do more than your own role.${app.registeredBy === null ? null : ` ${app.registeredBy} registered this app here.`}</p>
<div class="buttons"><button class="main" name="act" value="allow">Allow</button><button name="act" value="deny">Deny</button></div>
</form>`
  return documentOf({ title: `Allow ${app.name}? · ${workspace}`, body, host: page.host })
}

const tick = html`<svg class="tick" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg>`
const cross = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>`

const identity = html`<li><div class="fixed">${tick}<span>Know who you are: your name and e-mail address</span></div></li>`

/** More than this are not read one by one: what they come to is said first, and each can still be ticked off. */
const rowsMax = 12

function scopeList({ asksIdentity, scopes }: ConsentPage): Html {
  const rows = html`<ul class="rows">${asksIdentity ? identity : null}${scopes.map(scopeRow)}</ul>`
  if (scopes.length <= rowsMax) return rows
  const changes = scopes.filter(({ name }) => name.endsWith(':write')).length
  const all = `${changes === 0 ? 'See' : 'See and change'} whatever your own role allows (${scopes.length} permissions)`
  return html`<ul class="rows"><li><div class="fixed">${tick}<span>${all}</span></div></li></ul><details><summary>Look at them one by one, and tick off what it does not need</summary>${rows}</details>`
}

function scopeRow({ name, ticked, lackedBy }: AskedScope): Html {
  return html`<li><label><input type="checkbox" name="scope" value="${name}"${ticked ? checked : null}><span>${PERMISSION_SENTENCES[name]}<small><code>${name}</code></small>${lackedBy === null ? null : html`<em>Your role, ${lackedBy}, does not have this today</em>`}</span></label></li>`
}

const checked = html` checked`
const selected = html` selected`

function pageChoice({ pages, everyPage, app }: ConsentPage): Html {
  const [only, ...more] = pages
  const all =
    everyPage === 'not theirs' || more.length === 0
      ? null
      : html`<ul class="rows"><li><label><input type="checkbox" name="every_page" value="on"${everyPage === 'ticked' ? checked : null}><span>On all of your pages instead<small>Also those that are added later</small></span></label></li></ul>`
  if (only === undefined)
    return html`<p class="call bad">You have no role on this page, so ${app.name} would be able to do nothing here.</p>`
  if (more.length === 0)
    return html`<h2>On which page</h2><input type="hidden" name="page" value="${only.id}"><p>Only on <b>${only.name}</b>.</p>`
  return html`<label class="field">On which page<select name="page">${pages.map(({ id, name, chosen }) => html`<option value="${id}"${chosen ? selected : null}>${name}</option>`)}</select></label>${all}`
}

/** What it did not ask for, and what no app can do. */
function limitsOf({ scopes, app }: ConsentPage): string[] {
  const areas = new Set(scopes.map(({ name }) => resourceOf(name)))
  const lacks = (...resources: readonly Resource[]): boolean => resources.every((resource) => !areas.has(resource))
  return [
    ...(scopes.some(({ name }) => name.endsWith(':write')) ? [] : ['Change anything']),
    ...(lacks('teams') ? ['See who your team is, or change it'] : []),
    ...(lacks('billing') ? ['See plan, usage and invoices'] : []),
    ...(lacks('tokens', 'roles', 'oauth_apps') ? ['See or make API tokens, roles or other apps'] : []),
    ...(lacks('settings', 'audit') ? ['Change settings, or read the audit log'] : []),
    `Sign in as you: ${app.name} gets no password`,
  ]
}
