import type { Letter, Part } from './letter.ts'

/** A letter as plain text, for those who read mail like that. Lines are as long as what was written: readers wrap them. */
export function textOf(letter: Letter): string {
  const blocks = [letter.title, ...letter.parts.map(partText)]
  if (letter.action !== null) blocks.push(`${letter.action.label}:\n${letter.action.url}`)
  blocks.push('-- ', letter.notes.join('\n'))
  if (letter.unsubscribe !== null) blocks.push(`${letter.unsubscribe.label}: ${letter.unsubscribe.url}`)
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`.replace('\n\n-- \n\n', '\n\n-- \n')
}

function partText(part: Part): string {
  return part.kind === 'facts'
    ? part.rows.map(([label, value]) => `${label}: ${value}`).join('\n')
    : part.text.replaceAll('\r\n', '\n').trim()
}
