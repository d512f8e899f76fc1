/** Where the entry of a thread lies: beside the sources, or, by its bare name, beside the built server. */
export function threadEntry(path: string): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL(`./${path}.ts`, import.meta.url)
    : new URL(`./${path.split('/').at(-1)}.js`, import.meta.url)
}
