import type { MailProblem } from '../contract/mail.ts'

const sentences: Readonly<Record<MailProblem, string>> = {
  no_server: 'No mail server is set, so it waits here. Set one in the settings, under Notifications.',
  unreachable: 'The mail server cannot be reached. Check host and port in the settings.',
  tls_failed: 'No safe connection to the mail server: it offers no TLS, or its certificate is not right for this host.',
  sign_in_failed: 'The mail server refused user and password. Give them again in the settings.',
  password_unreadable: 'The stored password cannot be read with this server’s key. Give it again in the settings.',
  sender_refused: 'The mail server refused the sender. Check the address in “From”.',
  refused: 'The mail server refused the mail.',
  recipient_refused: 'The mail server refused this recipient.',
  timed_out: 'The mail server did not answer in time.',
  subject_ended: 'What it was about is over, so it was not sent.',
  too_late: 'It could not be sent in time to be of use.',
  withdrawn: 'It was withdrawn, or a newer one took its place.',
}

/** What stands in the way of a mail and what to do; what the mail server said beside it. */
export function problemDetail(problem: MailProblem, says: string | null): string {
  return says === null ? sentences[problem] : `${sentences[problem]} It said: ${says}`
}
