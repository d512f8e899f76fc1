/** Pictures that are kept with the page. Pure; test/renderer/settings-model.test.ts. */

/** As the contract takes them: `data:` of up to 100,000 characters. */
export const dataUrlMost = 100_000
export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const

export type PictureProblem = 'wrong_kind' | 'too_large'

/** What is wrong with a chosen file, before it is read. */
export function fileProblem(file: { type: string; size: number }): PictureProblem | null {
  if (!pictureTypes.some((type) => type === file.type)) return 'wrong_kind'
  return dataUrlLength(file) > dataUrlMost ? 'too_large' : null
}

/** Characters that a file takes as a `data:` address. */
export function dataUrlLength(file: { type: string; size: number }): number {
  return `data:${file.type};base64,`.length + Math.ceil(file.size / 3) * 4
}

/** Bytes of a picture that is kept as a `data:` address; null for one that lies elsewhere. */
export function keptBytes(url: string): number | null {
  const comma = url.indexOf(',')
  if (!url.startsWith('data:') || comma < 0) return null
  const padding = url.endsWith('==') ? 2 : url.endsWith('=') ? 1 : 0
  return ((url.length - comma - 1) / 4) * 3 - padding
}

/** The host that a picture is loaded from; null for one that is kept with the page, or for what is no address. */
export function pictureHost(url: string): string | null {
  return url.startsWith('https://') && URL.canParse(url) ? new URL(url).host : null
}

/** The letter that stands for something without a picture of its own. */
export function monogramOf(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase('en') ?? '?'
}
