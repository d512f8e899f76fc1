/** How long things of the authorization server live (security.md 2.8). Seconds, where oidc-provider counts; else milliseconds. */

const daySeconds = 86_400

export const codeSeconds = 600
export const accessSeconds = 3600
/** From the first refresh token of a code on, however often it is rotated. */
export const refreshSeconds = 90 * daySeconds
export const idTokenSeconds = 3600
/** To sign in and decide. */
export const interactionSeconds = 1800
/** Without a visit to the authorization server. */
export const sessionIdleSeconds = 1800
/** Since the password was given. */
export const sessionLifeMs = 12 * 3_600_000

/** A grant outlives the last refresh token that a code could lead to. */
export const grantLifeMs = (refreshSeconds + daySeconds) * 1000
