/** The four states of a token, and what may stand beside them as a second badge. */
export type TokenMark = 'active' | 'disabled' | 'revoked' | 'expired' | 'expiring' | 'rotating' | 'exposed'
