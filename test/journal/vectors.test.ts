import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonicalJson } from '../../src-server/journal/canonical-json.ts'
import { genesisOf, hashActor, hashClient, hashRow, saltedDigest } from '../../src-server/journal/hash.ts'
import type { ChainedRow } from '../../src-server/journal/row.ts'
import { dropTriggers, openLog } from './harness.ts'
import { makeVectors } from './make-vectors.ts'
import { appendSampleRows } from './sample.ts'
import type { Evidence, Salted } from './stranger.ts'

interface Vectors {
  workspace_id: string
  genesis: string
  rows: {
    name: string
    row: Evidence
    actor_digest: string
    on_behalf_of_digest: string | null
    client_digest: string | null
    prev_hash: string
    preimage: string
    hash: string
  }[]
}

const file = join(import.meta.dirname, '../fixtures/audit-vectors.json')
// The file is ours, and the next test compares it with what makes it.
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors

test('the vectors are what the second implementation makes of the document', () => {
  assert.equal(vectors, JSON.parse(JSON.stringify(makeVectors())))
})

/** A row of the vectors as the product hashes it. */
function chained({ row, actor_digest, on_behalf_of_digest, client_digest }: Vectors['rows'][number]): ChainedRow {
  return {
    seq: row.seq,
    id: row.id,
    at: row.at,
    firstAt: row.first_at,
    count: row.count,
    kind: row.kind,
    action: row.action,
    outcome: row.outcome,
    actorDigest: actor_digest,
    onBehalfOfDigest: on_behalf_of_digest,
    clientDigest: client_digest,
    pageId: row.page_id,
    environment: row.environment,
    method: row.method,
    route: row.route,
    status: row.status,
    scopes: row.scopes_used === null ? null : [...row.scopes_used].sort().join(' '),
    target: row.target,
    requestId: row.request_id,
    targetLabelDigest: row.target_label?.digest ?? null,
    callerRequestIdDigest: row.caller_request_id?.digest ?? null,
    changesDigest: row.changes?.digest ?? null,
  }
}

test('the product hashes every vector as the document says', () => {
  assert.is(genesisOf(vectors.workspace_id).hash, vectors.genesis)
  let previous = vectors.genesis
  for (const vector of vectors.rows) {
    assert.is(vector.prev_hash, previous, vector.name)
    assert.is(hashRow(chained(vector), previous), vector.hash, vector.name)
    previous = vector.hash
  }
  console.log(`audit vectors: ${vectors.rows.length} rows, two implementations, 0 differences`)
})

test('actor, client and salted digests are those of the vectors', () => {
  const check = (salted: Salted | null): void => {
    if (salted?.salt != null) assert.is(saltedDigest(Buffer.from(salted.salt, 'hex'), salted.value), salted.digest)
  }
  for (const { row, actor_digest, on_behalf_of_digest, client_digest } of vectors.rows) {
    assert.is(hashActor({ ...row.actor, labelDigest: row.actor.label.digest }), actor_digest)
    if (row.on_behalf_of !== null)
      assert.is(hashActor({ ...row.on_behalf_of, labelDigest: row.on_behalf_of.label.digest }), on_behalf_of_digest)
    if (row.client !== null) {
      const { address, agent } = row.client
      assert.is(
        hashClient({ addressDigest: address?.digest ?? null, agentDigest: agent?.digest ?? null }),
        client_digest,
      )
    }
    for (const salted of [
      row.actor.label,
      row.on_behalf_of?.label ?? null,
      row.client?.address ?? null,
      row.client?.agent ?? null,
      row.target_label,
      row.caller_request_id,
      row.changes,
    ])
      check(salted)
  }
})

test('a preimage of the vectors is its fields, each with its length, and no two rows share one', () => {
  for (const { preimage, hash, row, prev_hash } of vectors.rows) {
    const bytes = Buffer.from(preimage, 'hex')
    assert.is(bytes.subarray(0, 12).toString('latin1'), '\0bk-audit-v1')
    assert.is(bytes.subarray(-32).toString('hex'), prev_hash)
    let at = 12
    let fields = 0
    while (at < bytes.length - 32) {
      const length = bytes.readUInt32BE(at)
      at += 4 + (length === 0xffffffff ? 0 : length)
      fields += 1
    }
    assert.is(fields, 22)
    assert.is(at, bytes.length - 32)
    assert.is(bytes.readBigUInt64BE(16), BigInt(row.seq))
    assert.is(hash.length, 64)
  }
  assert.is(new Set(vectors.rows.map((vector) => vector.preimage)).size, vectors.rows.length)
})

test('numbers that a field cannot hold are refused', () => {
  const vector = vectors.rows[0]
  if (vector === undefined) throw new Error('there are no vectors')
  for (const at of [-1, 1.5, Number.NaN, 2 ** 53])
    assert.throws(() => hashRow({ ...chained(vector), at }, vectors.genesis), /whole number/)
  for (const digest of ['', 'zz'.repeat(32), 'ab'.repeat(31)])
    assert.throws(() => hashRow({ ...chained(vector), actorDigest: digest }, vectors.genesis), /64 hex/)
})

const python = spawnSync('python3', ['--version']).status === 0

/** The Python program of the document, as a reader would copy it. */
function programOf(document: string): string {
  const program = /```python\n([\s\S]+?)```/.exec(document)?.[1]
  if (program === undefined) throw new Error('docs/audit-format.md holds no Python program')
  return program
}

if (python) {
  test('the Python program of the document proves our log, names an edited row, and knows another history', () => {
    const folder = mkdtempSync(join(tmpdir(), 'beatkeeper-audit-format-'))
    try {
      const program = join(folder, 'verify.py')
      writeFileSync(program, programOf(readFileSync(join(import.meta.dirname, '../../docs/audit-format.md'), 'utf8')))
      const log = openLog()
      appendSampleRows(log, 40)
      const copy = join(folder, 'copy.db')
      writeFileSync(copy, log.connection.serialize())
      const good = spawnSync('python3', [program, copy, log.journal.head.hash], { encoding: 'utf8' })
      assert.is(good.stdout, `${log.journal.head.seq} rows, no gap and no edit; last hash ${log.journal.head.hash}\n`)
      assert.is(good.status, 0)
      assert.is(spawnSync('python3', [program, copy, '00'.repeat(32)]).status, 3)
      dropTriggers(log.connection)
      log.db.run("UPDATE audit_log SET outcome = 'denied' WHERE seq = 17")
      writeFileSync(copy, log.connection.serialize())
      const bad = spawnSync('python3', [program, copy], { encoding: 'utf8' })
      assert.is(bad.stdout, 'first bad row: 17 (edited)\n')
      assert.is(bad.status, 3)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
} else console.log('left out: the Python program of docs/audit-format.md (there is no python3 here)')

test('the canonical JSON that rows keep is what the vectors digest', () => {
  for (const { row } of vectors.rows) {
    if (row.changes?.salt != null)
      assert.is(canonicalJson(JSON.parse(canonicalJson(row.changes.value))), canonicalJson(row.changes.value))
  }
})

test.run()
