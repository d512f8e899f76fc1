/** Plan and usage without a DOM. Pure; test/renderer/usage-model.test.ts. */

export const ranges = ['30', '90', '365'] as const
export type Range = (typeof ranges)[number]

export function rangeOf(value: string | string[] | undefined): Range {
  return ranges.find((range) => range === value) ?? '30'
}
