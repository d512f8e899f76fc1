/** Connected apps, under one's own account. The words of the dialog are those of ux.md §8. */

const plural = (value: number, one: string, many: string): string =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`

export const connectedApps = {
  title: 'Connected apps',
  hint: 'Programs that act for you, within what you allowed and what your role permits. Disconnect what you no longer use.',
  label: 'Apps that act for you',
  things: 'connected apps',
  none: 'No app acts for you. When you allow one, it appears here.',
  everyPage: 'Every page',
  lastUsed: (when: string) => `last used ${when}`,
  neverUsed: 'never used',
  since: (when: string) => `allowed ${when}`,
  ends: (when: string) => `ends ${when} unless you allow it again`,
  scopes: (value: number) => plural(value, 'permission', 'permissions'),
  noScopes: 'Only who you are',
  disconnect: 'Disconnect…',
  disconnectThis: (name: string) => `Disconnect ${name}…`,
  dialog: {
    title: (name: string) => `Disconnect ${name}?`,
    body: (tokens: number) =>
      `${plural(tokens, 'live token ends', 'live tokens end')} now. Calls get 401 token_revoked.`,
    reason: 'Reason (saved in the audit log)',
    reasons: { unused: 'No longer used', wrong: 'Allowed by mistake', leak: 'Suspected leak', other: 'Other' },
    reasonMissing: 'Choose a reason to continue.',
    details: 'Details',
    detailsPlaceholder: 'What made you decide',
    keep: 'Keep connected',
    confirm: 'Disconnect',
    done: (name: string) => `${name} disconnected`,
    doneDetail: 'Its next call gets 401 token_revoked.',
  },
}
