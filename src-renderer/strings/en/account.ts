/** One's own account: profile, password, sessions. */

const plural = (value: number, one: string, many: string): string =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`

export const account = {
  title: 'My account',
  subtitle: 'How you sign in, and where you’re signed in.',

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

  twoFactor: {
    title: 'Two-factor',
    things: 'your two-factor settings',
    on: 'On',
    off: 'Off',
    offWords:
      'With a code from your phone besides the password, someone who finds out your password still can’t sign in.',
    turnOn: 'Turn on two-factor…',
    turnOff: 'Turn off…',
    move: 'Move to another app…',
    newCodes: 'New recovery codes…',
    since: 'On since',
    lastCode: 'Last code',
    never: 'None yet',
    codesLeft: 'Recovery codes left',
    fewCodes: (left: number) =>
      left === 0
        ? 'You have no recovery codes left. Make new ones before you need one.'
        : `You have ${plural(left, 'recovery code', 'recovery codes')} left. Make new ones soon.`,
  },
  turnOn: {
    title: 'Turn on two-factor',
    words: 'You need an authenticator app on your phone or in your password manager.',
    moveTitle: 'Move two-factor to another app',
    moveWords: 'The app you use now goes on until the first code of the new one. You get new recovery codes.',
    qr: 'QR code for your authenticator app',
    scan: 'Scan this with your authenticator app.',
    type: 'Or type this key into it:',
    secret: 'Key for your authenticator app',
    copy: 'Copy the key',
    code: 'First code',
    codeHint: 'The six digits that the app shows now.',
    submit: 'Turn on',
    moveSubmit: 'Move',
  },
  codes: {
    title: 'Store your recovery codes',
    words: 'Each signs you in once when your app is out of reach. They’re shown now and never again.',
    label: 'Recovery codes',
    copy: 'Copy all',
    download: 'Download',
    stored: 'I stored them somewhere safe',
    done: 'Done',
    hint: 'Keep them apart from your password: in a safe, or in another password manager.',
  },
  newCodes: {
    title: 'Make new recovery codes',
    words: 'The codes you have now stop working, also those you haven’t used.',
    submit: 'Make new codes',
  },
  turnOff: {
    title: 'Turn off two-factor?',
    words: 'From then on your password alone signs you in. Your recovery codes stop working.',
    keep: 'Keep it on',
    submit: 'Turn off',
    done: 'Two-factor turned off',
    doneDetail: 'Your password alone signs you in.',
  },

  passkeys: {
    title: 'Passkeys',
    things: 'your passkeys',
    label: 'Your passkeys',
    words:
      'Sign in with a fingerprint, your face or a security key. A passkey is both factors in one, and can’t be phished.',
    none: 'None yet.',
    notHere: 'Passkeys are made in a browser, at the name of this console or at its public address.',
    add: 'Add a passkey…',
    rename: 'Rename…',
    renameThis: (name: string) => `Rename the passkey ${name}`,
    remove: 'Remove…',
    removeThis: (name: string) => `Remove the passkey ${name}`,
    unused: 'not used yet',
    added: (when: string) => `added ${when}`,
    synced: 'synced between your devices',
    elsewhere: (host: string) => `For ${host}`,
    suspended: 'Suspended',
    suspendedWords:
      'Its counter went back, so there may be a copy of it. Remove it, and add a new one if it’s yours alone.',
  },
  addPasskey: {
    title: 'Add a passkey',
    words: 'Your browser asks next where to keep it: on this device, on your phone, or on a security key.',
    name: 'Name',
    nameHint: 'So that you recognise it later, for example the device that holds it.',
    nameMissing: 'Give it a name.',
    submit: 'Add passkey',
    done: (name: string) => `${name} added`,
    doneDetail: 'It signs you in from now on.',
  },
  renamePasskey: {
    title: 'Rename the passkey',
    words: 'The name is for you alone.',
    submit: 'Rename',
    done: 'Passkey renamed',
  },
  removePasskey: {
    title: (name: string) => `Remove ${name}?`,
    words: 'It signs you in no longer. Your device may keep an entry for it that you can delete there.',
    keep: 'Keep passkey',
    submit: 'Remove passkey',
    done: (name: string) => `${name} removed`,
    doneDetail: 'It signs you in no longer.',
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

  endOthers: 'End all others…',
  endingOthers: {
    title: 'End all your other sessions?',
    body: (count: number) =>
      count === 1
        ? 'One other session ends at once. You stay signed in here. API tokens go on as before.'
        : `${count} other sessions end at once. You stay signed in here. API tokens go on as before.`,
    keep: 'Keep them',
    confirm: 'End all others',
    done: 'All other sessions ended',
    doneDetail: 'You’re signed in here only.',
  },

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

/** Where the link of a password reset leads. */
export const reset = {
  title: 'Choose a new password',
  words: 'It replaces your old one at once, and every session of yours ends.',
  password: 'New password',
  submit: 'Set the password',
  done: 'Password set',
  doneDetail: 'Your other sessions ended.',
  codeTitle: 'One more step',
  signedInAs: (name: string) =>
    `You’re signed in as ${name} in this browser. Setting the password signs you out first.`,
  missingTitle: 'Open the link of your mail',
  missing:
    'The link in the mail holds a key behind its #, and this page was opened without it. Open the whole link once more.',
  goneTitle: 'This link no longer works',
  expired: 'It has expired: it works for a quarter of an hour. Ask for a new one on the sign-in page.',
  used: 'It has been used already. If that was you, sign in with the new password.',
  ended:
    'A newer one took its place, or your password was changed since. Look for the newest mail, or ask for another.',
  unknown: 'It isn’t known here. Check that the whole link was opened, or ask for a new one.',
  toSignIn: 'Go to sign-in',
}
