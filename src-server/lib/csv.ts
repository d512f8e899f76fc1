/**
 * One line of CSV (RFC 4180), safe to open in a spreadsheet: a cell that would be read as a formula gets an apostrophe in front (also in
 * the full-width spellings that East Asian versions read), and control characters go. Held by test/lib/csv.test.ts.
 */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(text: string): string {
  const clean = text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '')
  const guarded = /^[=+\-@\t\r\n＝＋－＠]/.test(clean) ? `'${clean}` : clean
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
