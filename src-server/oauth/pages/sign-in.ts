import { type Html, html } from '../../http/html.ts'
import { appCard, type ShownApp } from './app-card.ts'
import { documentOf } from './document.ts'

interface Common {
  readonly app: ShownApp
  readonly workspace: string
  readonly host: string
  /** Where the form goes, and what proves that it came from here. */
  readonly action: string
  readonly formToken: string
  /** Why it did not work. */
  readonly problem: string | null
}

/** Signing in, on the way to an app. `email`: the address that was typed before. */
export function signInPage(page: Common & { readonly email: string }): string {
  const { app, workspace, email } = page
  const fields = html`<label class="field">E-mail address<input type="email" name="email" autocomplete="username" required maxlength="320" value="${email}"${email === '' ? autofocus : null}></label>
<label class="field">Password<input type="password" name="password" autocomplete="current-password" required maxlength="1024"${email === '' ? null : autofocus}></label>`
  return documentOf({
    title: `Sign in · ${workspace}`,
    host: page.host,
    body: html`${appCard(app)}
<h1>Sign in to ${workspace} to continue to ${app.name}</h1>
<p class="lead">${app.name} wants to act for you here. You will see what it asks for before anything is allowed.</p>
${formOf(page, fields, 'sign-in', 'Sign in')}
<p class="fine">Your password stays here: ${app.name} never sees it.</p>`,
  })
}

/** The second step, for those who have two-factor on. */
export function secondFactorPage(page: Common & { readonly challenge: string }): string {
  const { app, workspace, challenge } = page
  const fields = html`<input type="hidden" name="challenge" value="${challenge}">
<label class="field">Code<input type="text" name="code" autocomplete="one-time-code" required maxlength="64" spellcheck="false" autofocus></label>`
  return documentOf({
    title: `Your code · ${workspace}`,
    host: page.host,
    body: html`${appCard(app)}
<h1>Enter your code to continue to ${app.name}</h1>
<p class="lead">The six digits that your authenticator app shows now, or one of your recovery codes.</p>
${formOf(page, fields, 'code', 'Continue')}`,
  })
}

const autofocus = html` autofocus`

function formOf({ problem, action, formToken }: Common, fields: Html, act: string, label: string): Html {
  return html`${problem === null ? null : html`<p class="call bad" role="alert">${problem}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="form" value="${formToken}">
${fields}
<div class="buttons"><button class="main" name="act" value="${act}">${label}</button><button name="act" value="deny" formnovalidate>Cancel</button></div>
</form>`
}
