import { createHash } from 'node:crypto'
import { Problem } from '../contract/problems.ts'

/**
 * Which passwords are refused when one is set: those that an attacker tries first (ASVS 5.0, 6.2.4 and 6.2.11).
 *
 * Chosen: length, and a list of the most common ones, which is also held against the password without the few digits and signs that
 * people add around a word; the product's words and the person's own (e-mail, names); repetitions and runs of the keyboard.
 * Left out: rules about kinds of characters, and meters that guess; a long phrase passes whatever it is made of.
 * The list is 50 kB of digests, loaded when the first password is set. Held by test/identity/passwords.test.ts.
 */

export const minPasswordCodePoints = 12
export const maxPasswordCodePoints = 128

/** Words of this product, which are tried here before anywhere else. */
const productWords = [
  'beatkeeper',
  'beat keeper',
  'status page',
  'statuspage',
  'workspace',
  'uptime',
  'incident',
  'maintenance',
  'dashboard',
  'administrator',
  'superadmin',
  'correct horse battery staple',
]

/** Rows of keyboards and plain sequences; a stretch of one of them is no password, whatever its length. */
const runs = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
]

/** How many added characters do not yet make a common word a password. */
const decorationMax = 6

/**
 * Looks at a password that someone wants to set, exactly as typed.
 * @param ownWords the person's e-mail address and name, the workspace's name: what a stranger would try.
 * @throws Problem `validation_failed` (length, ill-formed Unicode) or `weak_password`, at the JSON pointer `/password`.
 */
export async function checkNewPassword(
  password: string,
  ownWords: readonly string[],
  pointer = '/password',
): Promise<void> {
  const length = [...password].length
  const wrong = (message: string): Problem => new Problem('validation_failed', { errors: [{ path: pointer, message }] })
  if (length < minPasswordCodePoints) throw wrong(`must be at least ${minPasswordCodePoints} characters long`)
  if (length > maxPasswordCodePoints) throw wrong(`must be at most ${maxPasswordCodePoints} characters long`)
  if (!password.isWellFormed()) throw wrong('must be well-formed Unicode')
  if (await isCommonPassword(password, ownWords)) {
    throw new Problem('weak_password', { errors: [{ path: pointer, message: 'is too easy to guess' }] })
  }
}

/** Whether a password is one of those that are tried first. */
export async function isCommonPassword(password: string, ownWords: readonly string[] = []): Promise<boolean> {
  const { holds } = await commonList()
  const known = new Set(
    [...productWords, ...ownWords.flatMap(partsOf)].flatMap((word) => [fold(word), lettersOf(word)]),
  )
  const isKnown = (text: string): boolean => known.has(text) || known.has(lettersOf(text)) || holds(text)
  const folded = fold(password)
  return variantsOf(folded).some(
    (text) =>
      isKnown(text) ||
      isRun(text) ||
      unitOf(text).length <= 4 ||
      (unitOf(text) !== text && (isKnown(unitOf(text)) || isRun(unitOf(text)))),
  )
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function lettersOf(text: string): string {
  return fold(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** The password, it without blanks and signs, without what was added around a word, and all of them with the usual signs read as letters. */
function variantsOf(folded: string): string[] {
  const bare = folded.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '')
  const cores = [bare, lettersOf(folded)].filter((core) => core !== '' && folded.length - core.length <= decorationMax)
  const plain = [folded, ...cores]
  const signs: Readonly<Record<string, string>> = {
    '@': 'a',
    '4': 'a',
    '3': 'e',
    '1': 'i',
    '!': 'i',
    '0': 'o',
    $: 's',
    '5': 's',
    '7': 't',
  }
  const read = plain.map((text) => text.replaceAll(/[@431!0$57]/g, (sign) => signs[sign] ?? sign))
  return [...new Set([...plain, ...read])]
}

/** The shortest text that gives the whole when repeated: `abcabcabc` → `abc`. */
function unitOf(text: string): string {
  const again = (text + text).indexOf(text, 1)
  return text.slice(0, again)
}

function isRun(text: string): boolean {
  const reversed = [...text].reverse().join('')
  return text.length >= 6 && runs.some((run) => (run + run).includes(text) || (run + run).includes(reversed))
}

/** An e-mail address or a name, and the words in it that are long enough to be a password's core. */
function partsOf(own: string): string[] {
  return [own, ...own.split(/[^\p{L}\p{N}]+/u)].filter((part) => part.length >= 4)
}

interface CommonList {
  /** Whether a folded password is on the list. */
  holds(text: string): boolean
}

let loaded: Promise<CommonList> | undefined

/** The list, decoded on first use: most servers are set up once and then never look at it again. */
function commonList(): Promise<CommonList> {
  loaded ??= import('./common-passwords-list.ts').then(({ digestBytes, digests }) => {
    const all = Buffer.from(digests, 'base64')
    return {
      holds(text) {
        const wanted = createHash('sha256').update(text).digest().subarray(0, digestBytes)
        let low = 0
        let high = all.length / digestBytes - 1
        while (low <= high) {
          const middle = (low + high) >> 1
          const order = all.compare(wanted, 0, digestBytes, middle * digestBytes, (middle + 1) * digestBytes)
          if (order === 0) return true
          if (order < 0) low = middle + 1
          else high = middle - 1
        }
        return false
      },
    }
  })
  return loaded
}
