import fc from 'fast-check'

/**
 * Runs a property and prints its counted line with the seed, so that a failure seen anywhere can be replayed anywhere:
 * `BEATKEEPER_SEED=… node test/access/….test.ts`. `BEATKEEPER_RUNS` raises the number of runs for the night.
 */
export const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))

const runs = Number(process.env.BEATKEEPER_RUNS ?? 10_000)

/** @throws with the shrunk counterexample if the law does not hold. */
export function holdsAlways<Values extends [unknown, ...unknown[]]>(
  test: string,
  law: string,
  property: fc.IPropertyWithHooks<Values>,
): void {
  const result = fc.check(property, { seed, numRuns: runs })
  console.log(`${test} ${law}: ${result.numRuns} runs, ${result.failed ? 1 : 0} counterexamples, seed ${seed}`)
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'The law does not hold')
}
