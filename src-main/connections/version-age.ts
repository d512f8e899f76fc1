/**
 * How another server's version relates to this app's: a different minor version may know more or less than the console asks for.
 * Pure; test/main/connection-files.test.ts.
 */
export function ageOf(theirs: string, ours: string): 'same' | 'older' | 'newer' {
  const [theirMajor = 0, theirMinor = 0] = numbersOf(theirs)
  const [ourMajor = 0, ourMinor = 0] = numbersOf(ours)
  if (theirMajor === ourMajor && theirMinor === ourMinor) return 'same'
  return theirMajor > ourMajor || (theirMajor === ourMajor && theirMinor > ourMinor) ? 'newer' : 'older'
}

function numbersOf(version: string): number[] {
  return version
    .split('-', 1)
    .flatMap((part) => part.split('.'))
    .map(Number)
}
