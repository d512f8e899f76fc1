import * as z from 'zod/mini'

/** Fields that all endpoints about people share. */

/** An e-mail address as someone gives it to be reached by: kept in lower case, so that it names one account however it is typed. */
export const email = z.pipe(
  z.string().check(
    z.maxLength(254),
    z.refine(
      (value) => /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+$/u.test(value),
      'must be an e-mail address',
    ),
    z.refine((value) => value.isWellFormed(), 'must be well-formed Unicode'),
    z.refine((value) => !/\p{Cc}/u.test(value), 'must not hold control characters'),
  ),
  z.transform((value: string) => value.normalize('NFC').toLowerCase()),
)

/** A password that someone wants to have, exactly as typed. Its length and commonness are judged by the server, with words for people. */
export const newPassword = z.string().check(z.maxLength(1024))

/** A password to be compared: anything may have been typed. */
export const givenPassword = z.string().check(z.maxLength(1024))

export const user = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
})
export type UserResource = z.output<typeof user>

/** Who did something, by id and by the name of that time. */
export const someone = z.object({ id: z.string(), name: z.string() })
