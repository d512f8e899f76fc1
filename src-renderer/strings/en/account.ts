/** One's own account: profile, password, sessions. */

const plural = (value: number, one: string, many: string): string =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`

export const account = {
  title: 'My account',
  subtitle: 'Your password and the places where you’re signed in.',

  profile: 'Profile',
  name: 'Name',
  email: 'E-mail address',
  role: 'Role on this page',
  pages: 'Pages',
  everyPage: 'Every page',
  noRole: 'None',
  profileHint: 'An owner can change your role.',
  seeAccess: 'See my access',

  password: 'Password',
  passwordHint: 'Changing it ends your other sessions at once. This one stays.',
  changePassword: 'Change password…',
  change: {
    title: 'Change your password',
    body: 'Your other sessions end at once. API tokens go on as before.',
    current: 'Current password',
    currentMissing: 'Enter your current password.',
    currentWrong: 'That isn’t your current password.',
    next: 'New password',
    nextSame: 'Choose one that differs from the current password.',
    submit: 'Change password',
    done: 'Password changed',
    doneDetail: (others: number) =>
      others === 0 ? 'You stay signed in here.' : `${plural(others, 'other session', 'other sessions')} ended.`,
  },

  sessions: 'Sessions',
  sessionsThings: 'sessions',
  sessionsLabel: 'Where you’re signed in',
  sessionsHint: 'End whatever you don’t recognise, then change your password.',
  app: 'Beatkeeper app',
  unknownBrowser: 'Unknown browser',
  onSystem: (browser: string, system: string) => `${browser} on ${system}`,
  current: 'This session',
  desktop: 'Desktop app',
  noAddress: 'No address',
  lastSeen: (when: string) => `last used ${when}`,
  signedInAt: (when: string) => `signed in ${when}`,
  ends: (when: string) => `ends ${when} at the latest`,
  end: 'End',
  endThis: (words: string) => `End the session ${words}`,
  ended: 'Session ended',
  endedDetail: (words: string) => `${words} has to sign in again.`,

  everywhere: 'Sign out everywhere…',
  signOutAll: {
    title: 'Sign out everywhere?',
    body: (count: number) =>
      count === 1
        ? 'Your session ends, here. What you haven’t saved in it is lost. API tokens go on as before.'
        : `Your ${count} sessions end, this one too. What you haven’t saved in them is lost. API tokens go on as before.`,
    keep: 'Stay signed in',
    confirm: 'Sign out everywhere',
  },
}
