/**
 * Magic tokens: each is for one purpose and one object, and reaches nothing else.
 *
 * A `link` token stands in the fragment of a link that was mailed or shown once; the POST that acts uses it up. Those of a person's mailbox
 * are exchanged, by `POST /magic/redeem`, for a token of stage `exchanged`: the same purpose and object, half an hour, any number of calls.
 */
export const magicPurposes = ['subscription', 'custom_view', 'rss_feed', 'manage', 'invite', 'password_reset'] as const
export type MagicPurpose = (typeof magicPurposes)[number]

export const magicStages = ['link', 'exchanged'] as const
export type MagicStage = (typeof magicStages)[number]

/** Whether a stored word is one of the purposes. */
export function isMagicPurpose(word: string): word is MagicPurpose {
  return magicPurposes.some((purpose) => purpose === word)
}
