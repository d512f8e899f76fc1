/** Reads CSV as RFC 4180 says, character by character: a second opinion on what lib/csv.ts writes. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (character === '"') {
      if (cell !== '') throw new Error(`a quote inside an unquoted cell, at ${at}`)
      isQuoted = true
    } else if (character === ',') {
      row.push(cell)
      cell = ''
    } else if (character === '\r' && text[at + 1] === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
      at += 1
    } else if (character === '\r' || character === '\n')
      throw new Error(`a line break inside an unquoted cell, at ${at}`)
    else cell += character
  }
  if (isQuoted || cell !== '' || row.length > 0) throw new Error('the last line does not end')
  return rows
}
