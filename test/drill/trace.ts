import { readFileSync } from 'node:fs'

/** One thing that a process did to its files, or said. Reads what `strace -f -xx` writes. */
export type Step =
  | { readonly kind: 'open'; readonly file: string; readonly truncates: boolean }
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly length: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'acknowledge'; readonly seq: number }

const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex')

/** The steps that concern files whose path begins with `prefix`, and the acknowledgements on stdout, in order. */
export function readTrace(traceFile: string, prefix: string): Step[] {
  const files = new Map<number, string>()
  const steps: Step[] = []
  const unfinished = new Map<string, string>()
  for (const raw of readFileSync(traceFile, 'latin1').split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(raw) ?? []
    let line = rest
    if (line.endsWith('<unfinished ...>')) {
      unfinished.set(thread, line.slice(0, -'<unfinished ...>'.length).trimEnd())
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(line)
    if (resumed !== null) line = `${unfinished.get(thread) ?? ''}${resumed[1] ?? ''}`
    const call = /^(\w+)\((.*)\) += (-?\d+)/.exec(line)
    if (call === null) continue
    const [, name = '', args = '', result = ''] = call
    if (Number(result) < 0) continue
    const fd = Number(/^(\d+)/.exec(args)?.[1] ?? -1)
    const text = /"((?:\\x[0-9a-f]{2})*)"/.exec(args)?.[1] ?? ''
    const file = files.get(fd)
    if (name === 'openat' || name === 'open') {
      const path = bytesOf(text).toString()
      if (!path.startsWith(prefix)) {
        files.delete(Number(result))
        continue
      }
      files.set(Number(result), path)
      steps.push({ kind: 'open', file: path, truncates: args.includes('O_TRUNC') })
    } else if (name === 'close') files.delete(fd)
    else if ((name === 'pwrite64' || name === 'pwrite') && file !== undefined) {
      const offset = Number(/, (\d+)$/.exec(args)?.[1] ?? 0)
      steps.push({ kind: 'write', file, offset, bytes: bytesOf(text).subarray(0, Number(result)) })
    } else if (name === 'ftruncate' && file !== undefined)
      steps.push({ kind: 'truncate', file, length: Number(/, (\d+)$/.exec(args)?.[1] ?? 0) })
    else if ((name === 'fsync' || name === 'fdatasync') && file !== undefined) steps.push({ kind: 'sync', file })
    else if (name === 'unlink' || name === 'unlinkat') {
      const path = bytesOf(text).toString()
      if (path.startsWith(prefix)) steps.push({ kind: 'remove', file: path })
    } else if (name === 'write' && fd === 1) {
      for (const [, seq] of bytesOf(text)
        .toString()
        .matchAll(/ACK (\d+)\n/g))
        steps.push({ kind: 'acknowledge', seq: Number(seq) })
    }
  }
  return steps
}
