/** How a secret is put to use, for the tabs of "Secret, once". `copy` may hold the secret; `shown` never does. Pure; test/renderer/token-dialogs.test.ts. */

export interface Snippet {
  id: string
  label: string
  /** What stands on the screen: the secret is masked. */
  shown: string
  /** What is copied or saved. */
  copy: string
  /** Can be saved under this name. */
  file?: string
}

/** `bk_live_Jq8v…` */
export function masked(secret: string): string {
  return `${secret.slice(0, 12)}…`
}

/** A snippet's two faces: `shown` with the secret masked, `copy` with it. */
export function filled(secret: string, template: (value: string) => string): Pick<Snippet, 'shown' | 'copy'> {
  return { shown: template(masked(secret)), copy: template(secret) }
}

/** A word for resource names: letters, digits and dashes. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return slug === '' ? 'beatkeeper' : slug.slice(0, 60)
}
