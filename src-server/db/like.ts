/**
 * The pattern that finds a text anywhere in a column, whatever the case of ASCII letters; `%`, `_` and `\` stand for themselves.
 * Goes with `LIKE ? ESCAPE '\'`.
 */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
}
