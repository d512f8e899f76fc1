/** CSV that is read back as it was written, and in which no cell is a formula. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { csvRow } from '../../src-server/lib/csv.ts'
import { csvRows } from './csv-reader.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))
const it = suite('csv')

const awkward = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom(...'=+-@\t\r\n"\', \u0000\u001b\u007f＝＋－＠ab'), { maxLength: 8 })
    .map((letters) => letters.join('')),
)

it('a row is read back cell by cell, without control characters and with formulas disarmed', () => {
  const property = fc.property(
    fc.array(fc.array(awkward, { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
    (rows) => {
      const read = csvRows(rows.map((cells) => csvRow(cells)).join(''))
      const wanted = rows.map((cells) =>
        cells.map((cell) => {
          const clean = [...cell].filter((each) => !/\p{Cc}/u.test(each) || '\t\r\n'.includes(each)).join('')
          return '=+-@\t\r\n＝＋－＠'.includes(clean[0] ?? 'x') ? `'${clean}` : clean
        }),
      )
      assert.equal(read, wanted)
      for (const cell of read.flat()) assert.not.ok('=+-@\t\r\n＝＋－＠'.includes(cell[0] ?? 'x'))
    },
  )
  const result = fc.check(property, { seed, numRuns: 2000 })
  console.log(`T27 csv ${result.numRuns} runs ${result.failed ? 1 : 0} counterexamples, seed ${seed}`)
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'different')
})

it('quotes only where it must, ends lines as RFC 4180 says', () => {
  assert.is(csvRow(['a', 'b c', '']), 'a,b c,\r\n')
  assert.is(csvRow(['a,b', 'say "x"', 'two\nlines']), '"a,b","say ""x""","two\nlines"\r\n')
  assert.is(csvRow(['=1+1', '-1', "'x"]), "'=1+1,'-1,'x\r\n")
})

it.run()
