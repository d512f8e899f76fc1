/** How many tests a stage ran. Every stage ends with one line that .ci/run can add up: `counts: passed=12 failed=0 skipped=0`. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
}

export const noCounts: Readonly<Counts> = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** The line that .ci/run reads. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `counts: passed=${passed} failed=${failed} skipped=${skipped}`
}

/**
 * What one test file's process amounts to: uvu's summary and the exit code. A file that crashed, or ran no test at all, is one failure:
 * silence must never look like success.
 */
export function countsOf(output: string, exitCode: number | null): Counts {
  const number = (label: string): number =>
    Number(new RegExp(`^\\s*${label}:\\s+(\\d+)\\s*$`, 'm').exec(output)?.[1] ?? Number.NaN)
  const total = number('Total')
  const passed = number('Passed')
  const skipped = number('Skipped')
  if (Number.isNaN(total) || total === 0) return { passed: 0, failed: 1, skipped: 0 }
  const failed = total - passed - skipped
  return { passed, failed: exitCode === 0 ? failed : Math.max(1, failed), skipped }
}
