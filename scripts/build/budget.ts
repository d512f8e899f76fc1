import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as z from 'zod/mini'

/**
 * What the console costs to load, against its budget: gzip kB (1 kB = 1,000 bytes) of the first page, of each lazy route, of all CSS.
 * Measured from Vite's own graph of chunks, so a library that slips into the first load shows here by its size.
 */

export const budget = { firstLoadKb: 150, routeKb: 60, cssKb: 20 } as const

const graphSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.optional(z.boolean()),
    isDynamicEntry: z.optional(z.boolean()),
    imports: z.optional(z.array(z.string())),
    css: z.optional(z.array(z.string())),
  }),
)
type Graph = z.output<typeof graphSchema>

export interface ConsoleSizes {
  firstLoadKb: number
  cssKb: number
  /** What a lazy route loads beyond the first page. */
  routes: { name: string; kb: number }[]
}

/** The chunk and everything that it imports statically. */
function closure(graph: Graph, start: string, seen = new Set<string>()): Set<string> {
  if (seen.has(start)) return seen
  seen.add(start)
  for (const next of graph[start]?.imports ?? []) closure(graph, next, seen)
  return seen
}

/** Sizes from a graph and a function that knows the gzip size of a file in bytes. Pure. */
export function sizesFrom(graph: Graph, gzipBytes: (file: string) => number): ConsoleSizes {
  const fileOf = (key: string): string => graph[key]?.file ?? key
  const script = (keys: Iterable<string>): number =>
    [...keys]
      .map(fileOf)
      .filter((file) => file.endsWith('.js'))
      .reduce((sum, file) => sum + gzipBytes(file), 0) / 1000
  const entries = Object.keys(graph).filter((key) => graph[key]?.isEntry === true)
  const first = new Set(entries.flatMap((key) => [...closure(graph, key)]))
  const routes = Object.keys(graph)
    .filter((key) => graph[key]?.isDynamicEntry === true && !first.has(key))
    .map((key) => ({ name: key, kb: script([...closure(graph, key)].filter((part) => !first.has(part))) }))
    .sort((a, b) => b.kb - a.kb)
  const css = new Set(
    Object.values(graph).flatMap((chunk) => [
      ...(chunk.css ?? []),
      ...(chunk.file.endsWith('.css') ? [chunk.file] : []),
    ]),
  )
  return { firstLoadKb: script(first), routes, cssKb: [...css].reduce((sum, file) => sum + gzipBytes(file), 0) / 1000 }
}

/** Measures the built console in `folder`. */
export function measureConsole(folder: string): ConsoleSizes {
  const graph = graphSchema.parse(JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')))
  return sizesFrom(graph, (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length)
}

/** One sentence for each part that is over the budget; empty when all is well. */
export function overBudget(sizes: ConsoleSizes): string[] {
  const over: string[] = []
  if (sizes.firstLoadKb > budget.firstLoadKb)
    over.push(
      `The first load is ${sizes.firstLoadKb.toFixed(1)} kB of script; ${budget.firstLoadKb} is the budget. Make something lazy or smaller.`,
    )
  for (const route of sizes.routes) {
    if (route.kb > budget.routeKb)
      over.push(`The route ${route.name} loads ${route.kb.toFixed(1)} kB of script; ${budget.routeKb} is the budget.`)
  }
  if (sizes.cssKb > budget.cssKb)
    over.push(`All style sheets together are ${sizes.cssKb.toFixed(1)} kB; ${budget.cssKb} is the budget.`)
  return over
}

/** The sizes in words, for the end of a build. */
export function describeBudget(sizes: ConsoleSizes): string {
  const largest = sizes.routes[0]
  const routes =
    largest === undefined ? '' : `, largest route ${largest.kb.toFixed(1)} of ${budget.routeKb} (${largest.name})`
  return `Console, gzip kB: first load ${sizes.firstLoadKb.toFixed(1)} of ${budget.firstLoadKb}${routes}, CSS ${sizes.cssKb.toFixed(1)} of ${budget.cssKb}.\n`
}
