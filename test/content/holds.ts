import fc from 'fast-check'

/** Runs a property and prints its counted line with the seed: `BEATKEEPER_SEED=… node test/content/….test.ts` replays it. */
const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))

/** @throws with the shrunk counterexample if the law does not hold. */
export function holds<Values extends [unknown, ...unknown[]]>(
  law: string,
  property: fc.IPropertyWithHooks<Values>,
  runs = 1000,
): void {
  const result = fc.check(property, { seed, numRuns: Number(process.env.BEATKEEPER_RUNS ?? runs) })
  console.log(`content ${law}: ${result.numRuns} runs, ${result.failed ? 1 : 0} counterexamples, seed ${seed}`)
  if (result.failed) throw new Error(fc.defaultReportMessage(result) ?? 'The law does not hold')
}
