import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isBuilt, root, sourceDigest } from '../../scripts/build/freshness.ts'
import { seedFolder } from './seed.ts'
import { residentMiB, startBareKoa, startMemoryOidc, startOurs } from './servers.ts'
import { spreadOf } from './statistics.ts'

/**
 * `npm run bench [-- --smoke] [--rounds N] [--only WORD] [--peers]`: our real server beside bare Koa, in alternating slices of one run;
 * with `--peers` beside oidc-provider's own introspection too.
 *
 * Only ratios within a run mean anything: the machine is shared. A smoke run checks that everything works, not how fast.
 */

const flags = process.argv.slice(2)
const isSmoke = flags.includes('--smoke')
const option = (name: string, standard: string): string => flags[flags.indexOf(name) + 1] ?? standard
const rounds = isSmoke ? 2 : Number(flags.includes('--rounds') ? option('--rounds', '9') : 9)
const only = flags.includes('--only') ? option('--only', '') : ''
const seconds = 1

interface Row {
  readonly name: string
  readonly connections: number
  readonly floor: number
  readonly goal: number
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Record<string, string>
  readonly body?: object
  /** The status class that must be all there is. */
  readonly expects?: 'ok' | 'notModified'
}

interface Slice {
  perSecond: number
  p50: number
  p99: number
  statuses: Record<'ok' | 'notModified' | 'refused' | 'failed', number>
  errors: number
}

const run = promisify(execFile)

async function slice(
  url: string,
  row: Pick<Row, 'connections' | 'method' | 'headers' | 'body'> & { readonly form?: string },
): Promise<Slice> {
  const order = {
    url,
    connections: row.connections,
    seconds,
    method: row.method ?? 'GET',
    headers: row.headers ?? {},
    ...(row.body === undefined ? {} : { body: JSON.stringify(row.body) }),
    ...(row.form === undefined ? {} : { body: row.form }),
  }
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'slice.ts'), JSON.stringify(order)])
  return JSON.parse(stdout)
}

// The production configuration is the built server.
if (!isBuilt(sourceDigest()))
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts'), '--quiet'], { cwd: root, stdio: 'inherit' })
const seeded = await seedFolder()
const bare = await startBareKoa()
const ours = await startOurs(seeded.dataDir)
const idleMiB = { ours: residentMiB(ours.pid), bare: residentMiB(bare.pid) }
const bearer = { Authorization: `Bearer ${seeded.token}` }
const etag = (await fetch(`${ours.url}/api/v1/incidents`)).headers.get('etag') ?? ''

const rows: Row[] = [
  {
    name: 'small GET, durably logged',
    connections: 64,
    floor: 0.8,
    goal: 1.4,
    path: `/api/v1/admin/component-groups/${seeded.groupId}`,
    headers: bearer,
  },
  {
    name: 'small GET, durably logged',
    connections: 1,
    floor: 0.28,
    goal: 0.4,
    path: `/api/v1/admin/component-groups/${seeded.groupId}`,
    headers: bearer,
  },
  {
    name: 'list of 20 incidents',
    connections: 64,
    floor: 0.5,
    goal: 0.8,
    path: '/api/v1/admin/incidents?limit=20',
    headers: bearer,
  },
  {
    name: 'small GET with an OAuth access token',
    connections: 64,
    floor: 0.5,
    goal: 0.9,
    path: `/api/v1/admin/component-groups/${seeded.groupId}`,
    headers: { Authorization: `Bearer ${seeded.accessToken}` },
  },
  { name: 'public read, 200', connections: 64, floor: 0.8, goal: 1.2, path: '/api/v1/components' },
  {
    name: 'public read, 304',
    connections: 64,
    floor: 0.9,
    goal: 1.4,
    path: '/api/v1/incidents',
    headers: { 'If-None-Match': etag },
    expects: 'notModified',
  },
  {
    name: 'create an incident',
    connections: 64,
    floor: 0.5,
    goal: 1.0,
    path: '/api/v1/admin/incidents',
    method: 'POST',
    headers: { ...bearer, 'Content-Type': 'application/json' },
    body: { name: 'Created by the benchmark', status: 'investigating' },
  },
]

interface Measured {
  readonly row: Row
  readonly ratio: ReturnType<typeof spreadOf>
  readonly p99Ratio: number
  readonly oursPerSecond: number
  readonly barePerSecond: number
}

const measured: Measured[] = []
let failed = 0
for (const row of rows.filter((each) => each.name.includes(only))) {
  const ratios: number[] = []
  const tails: number[] = []
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
  // What is measured is a server that has been running: both are warmed alike, until their code is compiled.
  for (let warming = 0; warming < (isSmoke ? 1 : 3); warming += 1) {
    await slice(`${ours.url}${row.path}`, row)
    await slice(bare.url, { connections: row.connections })
  }
  for (let round = 0; round < rounds; round += 1) {
    const one = await slice(bare.url, { connections: row.connections })
    const other = await slice(`${ours.url}${row.path}`, row)
    const wanted = other.statuses[row.expects ?? 'ok']
    const all = Object.values(other.statuses).reduce((sum, each) => sum + each, 0)
    if (wanted === 0 || wanted !== all || other.errors > 0) {
      failed += 1
      process.stderr.write(
        `${row.name}: unexpected answers ${JSON.stringify(other.statuses)}, ${other.errors} errors\n`,
      )
    }
    ratios.push(other.perSecond / one.perSecond)
    tails.push(other.p99 / Math.max(one.p99, 1))
    rates.ours.push(other.perSecond)
    rates.bare.push(one.perSecond)
  }
  measured.push({
    row,
    ratio: spreadOf(ratios),
    p99Ratio: spreadOf(tails).median,
    oursPerSecond: spreadOf(rates.ours).median,
    barePerSecond: spreadOf(rates.bare).median,
  })
}

const peers = flags.includes('--peers') ? await besideIntrospection() : []

/** The same question asked of oidc-provider's own introspection over its memory, in the same run: how many times as many answers ours gives. */
async function besideIntrospection(): Promise<string[]> {
  const peer = await startMemoryOidc()
  const lines: string[] = []
  for (const connections of [64, 1]) {
    const mine = {
      connections,
      headers: { Authorization: `Bearer ${seeded.accessToken}` },
    }
    const theirs = {
      connections,
      method: 'POST' as const,
      headers: { Authorization: peer.authorization, 'Content-Type': 'application/x-www-form-urlencoded' },
      form: `token=${peer.token}`,
    }
    const url = `${ours.url}/api/v1/admin/component-groups/${seeded.groupId}`
    const ratios: number[] = []
    for (let round = 0; round < rounds + 1; round += 1) {
      const other = await slice(peer.url, theirs)
      const one = await slice(url, mine)
      if (other.statuses.ok === 0 || one.statuses.ok === 0) failed += 1
      // The first round warms both.
      if (round > 0) ratios.push(one.perSecond / other.perSecond)
    }
    const { median, lower, upper } = spreadOf(ratios)
    lines.push(
      `| ${connections} | ${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)}) | ${connections === 64 ? '3' : 'none: ours pays an fsync, its memory none'} |`,
    )
  }
  await peer.stop()
  return lines
}

const starts: number[] = []
const bareStarts: number[] = []
await ours.stop()
await bare.stop()
for (let round = 0; round < (isSmoke ? 1 : 5); round += 1) {
  const again = await startOurs(seeded.dataDir)
  starts.push(again.startedAfterMs)
  await again.stop()
  const koa = await startBareKoa()
  bareStarts.push(koa.startedAfterMs)
  await koa.stop()
}
rmSync(seeded.dataDir, { recursive: true, force: true })

const figure = (value: number): string => value.toFixed(2)
const lines = measured.map(
  ({ row, ratio, p99Ratio, oursPerSecond, barePerSecond }) =>
    `| ${row.name}, ${row.connections} | ${figure(ratio.median)} (${figure(ratio.lower)}–${figure(ratio.upper)}) | ${row.floor} | ${row.goal} | ${figure(p99Ratio)} | ${Math.round(oursPerSecond)} / ${Math.round(barePerSecond)} |`,
)
process.stdout.write(
  [
    '| what, connections | × bare Koa (quartiles) | floor | goal | p99 ÷ its p99 | requests/s ours / bare |',
    '|---|---|---|---|---|---|',
    ...lines,
    ...(peers.length === 0
      ? []
      : [
          '',
          '| OAuth access token on our API, durably logged ÷ oidc-provider introspection in memory, connections | times (quartiles) | goal |',
          '|---|---|---|',
          ...peers,
        ]),
    '',
    `Start to the first 200: ${Math.round(spreadOf(starts).median)} ms (bare Koa ${Math.round(spreadOf(bareStarts).median)} ms). Idle memory: ${Math.round(idleMiB.ours)} MiB (bare Koa ${Math.round(idleMiB.bare)} MiB).`,
    '',
  ].join('\n'),
)
const artefacts = join(import.meta.dirname, '..', '..', '.artifacts', 'bench')
mkdirSync(artefacts, { recursive: true })
writeFileSync(
  join(artefacts, 'bench.json'),
  `${JSON.stringify({ at: new Date().toISOString(), node: process.version, rounds, measured, starts, bareStarts, idleMiB }, null, 2)}\n`,
)
if (isSmoke) process.stdout.write(`${measured.length} rows measured, ${failed} with unexpected answers\n`)
process.exitCode = failed === 0 ? 0 : 1
