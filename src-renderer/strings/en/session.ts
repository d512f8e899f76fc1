/** Signing in, the first run, and a session that ends. */

export const session = {
  signInTitle: 'Sign in',
  signInTo: (workspace: string) => `Sign in to ${workspace}`,
  email: 'E-mail address',
  password: 'Password',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
  wrong: 'The e-mail address or the password is not right.',
  throttled: (seconds: number) => `Too many sign-ins. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  throttleOver: 'You can try again now.',
  emailMissing: 'Enter your e-mail address.',
  passwordMissing: 'Enter your password.',
  codeWords: 'Your password is right. Enter the code that your authenticator app shows now.',
  code: 'Code',
  codeHint: 'Six digits. Without your app, use one of your recovery codes.',
  codeMissing: 'Enter the code of your authenticator app.',
  codeWrong: 'This code isn’t right, or it was used already. Wait for the next one.',
  codeOver: 'This took too long. Go back and enter your password again.',
  codeBack: 'Back to the password',
  passkey: {
    signIn: 'Sign in with a passkey',
    confirm: 'Use a passkey',
    waiting: 'Waiting for your passkey…',
    none: 'No passkey was used. Try again, or use your password.',
    known: 'This device holds a passkey of yours for this place already.',
    notMade: 'No passkey was made. Try again, or use another device.',
  },
  forgot: 'Forgot your password?',
  forgotTitle: 'Choose a new password',
  forgotWords: 'We’ll mail a link to your address. It works once, for a quarter of an hour.',
  forgotSend: 'Send the link',
  forgotSentTitle: 'Look into your mail',
  forgotSent: (email: string) =>
    `If ${email} has an account here, a link is on its way to it. Nothing came? Look into the spam folder, or ask an owner of this workspace whether it has a mail server.`,
  forgotBack: 'Back to sign-in',
  endedTitle: 'Session ended',
  ended: 'Your session ended. Sign in to continue where you were; what you typed is still there.',
  signOutInstead: 'Leave and sign in as someone else',
  reauthTitle: 'Confirm your password',
  reauth: 'This needs your password again. It holds for five minutes.',
  reauthCode: 'This needs your password and a code again. It holds for five minutes.',
  confirm: 'Confirm',
  lockedTitle: 'Beatkeeper is locked',
  lockedWindow: 'Locked · Beatkeeper',
  unlock: 'Unlock',
  signedOut: 'Signed out',
}

export const setup = {
  title: 'Set up Beatkeeper',
  step: (now: number, of: number) => `Step ${now} of ${of}`,
  workspaceTitle: 'Name your workspace',
  workspaceBody:
    'A workspace holds your status pages, members, tokens and the audit log. It runs on this computer and is one folder that you can back up.',
  workspaceName: 'Workspace name',
  workspaceHint: 'Your company or team, for example Acme.',
  pageTitle: 'Your first status page',
  pageBody: 'You can add more pages later.',
  pageName: 'Page name',
  pageHint: 'Visitors see it as the title.',
  host: 'Host',
  hostHint:
    'Where visitors will find the page, for example status.acme.dev. Without one it is reached on this computer only.',
  ownerTitle: 'Your account',
  ownerBody: 'You’ll be the owner: you can do everything, and invite others later.',
  passwordHint: (length: number) =>
    length === 0
      ? 'At least 12 characters. A few words that belong together only for you are best.'
      : strengthWords(length),
  code: 'Setup code',
  codeHint: 'The server printed it, with a link, when it started. It works once and for one hour.',
  finish: 'Create workspace',
  continue: 'Continue',
  back: 'Back',
  readyTitle: 'Your workspace is ready',
  welcome: 'Workspace created',
  welcomeDetail: 'Create a token to use it from a script.',
  required: {
    workspace: 'Give the workspace a name.',
    page: 'Give the page a name.',
    email: 'Enter an e-mail address such as you@example.com.',
    password: 'Choose a password of at least 12 characters.',
    code: 'Enter the setup code, or open the link that the server printed.',
  },
  noCodeTitle: 'Open the setup link',
  noCodeBody: 'The server printed a one-time link when it started. Open that link, or paste its code here.',
}

function strengthWords(length: number): string {
  if (length < 12) return `${12 - length} more ${12 - length === 1 ? 'character' : 'characters'}.`
  if (length < 16) return 'Good. Longer is stronger.'
  return 'Strong.'
}
