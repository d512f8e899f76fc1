import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

/** One import of one file, as written. */
export interface Import {
  /** The file that imports, from the checkout's root, with forward slashes. */
  readonly from: string
  /** The imported file, likewise; or the package's name as written: `zod/mini`, `node:fs`. */
  readonly to: string
  /** Types only: gone when the program runs. */
  readonly typeOnly: boolean
}

const withoutComments = (source: string): string =>
  source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[\w$*\s{},]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm
const expression = /\bimport\(\s*['"]([^'"\n]+)['"]/g
const worker = /new URL\(\s*['"](\.[^'"\n]+\.ts)['"]\s*,\s*import\.meta\.url/g

/** The imports of a source: statements, `import()` and files that are started as a worker. Pure. */
export function importsOf(from: string, source: string): Import[] {
  const text = withoutComments(source)
  const target = (specifier: string): string => {
    if (!specifier.startsWith('.')) return specifier
    return normalize(join(dirname(from), specifier)).replaceAll('\\', '/')
  }
  return [
    ...[...text.matchAll(statement)].map(([, type, to = '']) => ({
      from,
      to: target(to),
      typeOnly: type !== undefined,
    })),
    ...[...text.matchAll(expression), ...text.matchAll(worker)].map(([, to = '']) => ({
      from,
      to: target(to),
      typeOnly: false,
    })),
  ]
}

/** Every source file of the three rooms, with its text. */
export function sourceFiles(root: string): { file: string; source: string }[] {
  return ['src-server', 'src-main', 'src-renderer']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(?:ts|tsx)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ file: relative(root, path).replaceAll('\\', '/'), source: readFileSync(path, 'utf8') }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
}
