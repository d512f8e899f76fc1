/**
 * T22, the part that a chain can prove: whatever is edited, removed, put in or moved is found, and the first bad row is named.
 * Attacks are run on copies of one log that holds rows of every sort. Rows cut off at the end are for checkpoints kept elsewhere.
 */
import type SqliteDatabase from 'better-sqlite3'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Readable } from '../../src-server/db/database.ts'
import { followChain } from '../../src-server/journal/chain.ts'
import { genesisOf, hashRow } from '../../src-server/journal/hash.ts'
import type { ChainedRow } from '../../src-server/journal/row.ts'
import { startVerification, type Verdict, verifyLog } from '../../src-server/journal/verify.ts'
import { evidenceOf, hashAt } from './evidence.ts'
import { dropTriggers, openCopy, openLog } from './harness.ts'
import { appendSampleRows, sampleActors } from './sample.ts'
import { genesis, rowHash } from './stranger.ts'

const seed = Number(process.env.BEATKEEPER_SEED ?? Math.floor(Math.random() * 0x7fff_ffff))

/** Random numbers that a seed repeats (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const rowCount = 120
const original = openLog()
appendSampleRows(original, rowCount)
const bytes = original.connection.serialize()
const last = original.journal.head.seq

type Connection = SqliteDatabase.Database
type Attack = (connection: Connection, random: () => number) => number

/** A whole number from `low` to `high`. */
const between = (random: () => number, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1))

const columns = original.connection
  .prepare("SELECT name, type FROM pragma_table_info('audit_log') WHERE name <> 'seq'")
  .all() as { name: string; type: string }[]

/** Another value of the same type, never the one that is there. */
function otherValue(value: unknown, type: string, random: () => number): unknown {
  if (value === null) return type === 'INTEGER' ? 1 : type === 'TEXT' ? '' : Buffer.alloc(32)
  if (typeof value === 'number') return value + (random() < 0.5 ? 1 : 1000)
  if (typeof value === 'string') return value === '' || random() < 0.5 ? `${value} ` : value.slice(0, -1)
  if (!Buffer.isBuffer(value)) throw new Error(`what is a ${typeof value}?`)
  const flipped = Buffer.from(value)
  const place = Math.floor(random() * flipped.length)
  flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(random() * 8))
  return flipped
}

function editField(
  connection: Connection,
  seq: number,
  { name, type }: { name: string; type: string },
  random: () => number,
): void {
  const value: unknown = connection.prepare(`SELECT ${name} FROM audit_log WHERE seq = ?`).pluck().get(seq)
  connection.prepare(`UPDATE audit_log SET ${name} = ? WHERE seq = ?`).run(otherValue(value, type, random), seq)
}

/** The first row that refers to a record of a side table. */
function firstReference(connection: Connection, columnNames: readonly string[], key: number): number | undefined {
  const condition = columnNames.map((name) => `${name} = ${key}`).join(' OR ')
  return connection
    .prepare<[], number>(`SELECT seq FROM audit_log WHERE ${condition} ORDER BY seq LIMIT 1`)
    .pluck()
    .get()
}

const attacks: Readonly<Record<string, Attack>> = {
  'edit a field'(connection, random) {
    const seq = between(random, 1, last)
    const column = columns[Math.floor(random() * columns.length)]
    if (column === undefined) throw new Error('no columns')
    editField(connection, seq, column, random)
    return seq
  },
  'edit a field and give the row a fitting hash'(connection, random) {
    const seq = between(random, 1, last - 1)
    connection.prepare("UPDATE audit_log SET action = action || '!' WHERE seq = ?").run(seq)
    forgeHash(connection, seq)
    return seq + 1
  },
  'delete a row'(connection, random) {
    const seq = between(random, 1, last - 1)
    connection.prepare('DELETE FROM audit_log WHERE seq = ?').run(seq)
    return seq
  },
  'delete a row and close the gap'(connection, random) {
    const seq = between(random, 1, last - 1)
    connection.prepare('DELETE FROM audit_log WHERE seq = ?').run(seq)
    connection.prepare('DELETE FROM audit_details WHERE seq = ?').run(seq)
    for (const table of ['audit_log', 'audit_details']) {
      connection.prepare(`UPDATE ${table} SET seq = -seq WHERE seq > ?`).run(seq)
      connection.exec(`UPDATE ${table} SET seq = -seq - 1 WHERE seq < 0`)
    }
    return seq
  },
  'swap two rows'(connection, random) {
    const one = between(random, 1, last - 1)
    const other = between(random, one + 1, last)
    for (const table of ['audit_log', 'audit_details']) {
      connection.prepare(`UPDATE ${table} SET seq = -1 WHERE seq = ?`).run(one)
      connection.prepare(`UPDATE ${table} SET seq = ? WHERE seq = ?`).run(one, other)
      connection.prepare(`UPDATE ${table} SET seq = ? WHERE seq = -1`).run(other)
    }
    return one
  },
  'put a copy of a row in'(connection, random) {
    const seq = between(random, 2, last)
    for (const table of ['audit_log', 'audit_details']) {
      connection.prepare(`UPDATE ${table} SET seq = -seq WHERE seq >= ?`).run(seq)
      connection.exec(`UPDATE ${table} SET seq = -seq + 1 WHERE seq < 0`)
    }
    const names = columns.map((column) => column.name).join(', ')
    connection
      .prepare(`INSERT INTO audit_log (seq, ${names}) SELECT ?, ${names} FROM audit_log WHERE seq = ?`)
      .run(seq, seq - 1)
    return seq
  },
  'put a row in, with a fitting hash'(connection, random) {
    const seq = between(random, 2, last)
    connection.prepare('UPDATE audit_log SET seq = -seq WHERE seq >= ?').run(seq)
    connection.exec('UPDATE audit_log SET seq = -seq + 1 WHERE seq < 0')
    connection.prepare('UPDATE audit_details SET seq = -seq WHERE seq >= ?').run(seq)
    connection.exec('UPDATE audit_details SET seq = -seq + 1 WHERE seq < 0')
    connection
      .prepare(
        `INSERT INTO audit_log (seq, id, at, kind, action, outcome, actor, hash)
         SELECT ?, 'aud_forged', at, 'change', 'token.enable', 'allowed', 1, hash FROM audit_log WHERE seq = ?`,
      )
      .run(seq, seq - 1)
    forgeHash(connection, seq)
    return seq + 1
  },
  'rename or exchange who acted'(connection, random) {
    for (;;) {
      const keys = connection.prepare<[], number>('SELECT key FROM actors').pluck().all()
      const key = keys[Math.floor(random() * keys.length)] ?? 1
      const seq = firstReference(connection, ['actor', 'on_behalf_of'], key)
      if (seq === undefined) continue
      const edit = [
        "label = label || 'x'",
        "id = 'usr_someone_else'",
        "kind = 'users'",
        "prefix = 'bk_live_0000'",
        'label_salt = randomblob(32)',
        'label_digest = randomblob(32)',
        'label_salt = NULL',
      ][Math.floor(random() * 7)]
      connection.exec(`UPDATE actors SET ${edit} WHERE key = ${key}`)
      return seq
    }
  },
  'change where it came from'(connection, random) {
    for (;;) {
      const key = between(random, 1, 4)
      const seq = firstReference(connection, ['client'], key)
      if (seq === undefined) continue
      const edit = [
        "address = '192.0.2.1'",
        "agent = ifnull(agent, '') || 'x'",
        'address_salt = randomblob(32)',
        'address_digest = randomblob(32)',
        'agent_digest = randomblob(32)',
        'address = NULL',
      ][Math.floor(random() * 6)]
      connection.exec(`UPDATE clients SET ${edit} WHERE key = ${key}`)
      return seq
    }
  },
  'change what stands beside a row'(connection, random) {
    const seqs = connection.prepare<[], number>('SELECT seq FROM audit_details WHERE changes IS NOT NULL').pluck().all()
    const seq = seqs[Math.floor(random() * seqs.length)] ?? 1
    const edit = [
      "target_label = ifnull(target_label, '') || 'x'",
      "changes = replace(changes, '}', ' }')",
      'changes_salt = randomblob(32)',
      "caller_request_id = ifnull(caller_request_id, '') || 'x'",
      'changes_salt = NULL',
    ][Math.floor(random() * 5)]
    connection.exec(`UPDATE audit_details SET ${edit} WHERE seq = ${seq}`)
    return seq
  },
  'cut rows off and leave their details'(connection, random) {
    const withDetails = connection.prepare<[], number>('SELECT max(seq) FROM audit_details').pluck().get() ?? 1
    const seq = between(random, 2, withDetails)
    connection.prepare('DELETE FROM audit_log WHERE seq >= ?').run(seq)
    return seq
  },
}

/** Gives a row the hash that fits it as it now stands; everyone can compute that. */
function forgeHash(connection: Connection, seq: number): void {
  const evidence = evidenceOf(connection, seq)
  const before = seq === 1 ? genesis(original.workspaceId) : hashAt(connection, seq - 1)
  connection.prepare('UPDATE audit_log SET hash = unhex(?) WHERE seq = ?').run(rowHash(evidence, before), seq)
}

type Verifier = (db: Readable) => Pick<Verdict, 'ok' | 'firstBadSeq'>

/** Runs every attack `times` times on a fresh copy; counts how many were found, and how many times the first bad row was named. */
function attackAll(
  times: number,
  verify: Verifier,
): { attempts: number; found: number; named: number; missed: string[] } {
  const random = randomFrom(seed)
  const score = { attempts: 0, found: 0, named: 0, missed: new Set<string>() }
  for (const [name, attack] of Object.entries(attacks)) {
    for (let time = 0; time < times; time += 1) {
      const copy = openCopy(bytes)
      const firstBad = attack(copy.connection, random)
      const verdict = verify(copy.db)
      score.attempts += 1
      if (!verdict.ok) score.found += 1
      if (verdict.firstBadSeq === firstBad) score.named += 1
      else
        score.missed.add(`${name}: first bad row is ${firstBad}, the verdict ${JSON.stringify(verdict)}, seed ${seed}`)
      copy.connection.close()
    }
  }
  return { ...score, missed: [...score.missed] }
}

const times = Number(process.env.BEATKEEPER_RUNS ?? 100)

test('T22 every edit, removal, insertion and exchange is found, and the first bad row is named', () => {
  const { attempts, found, named, missed } = attackAll(times, (db) => verifyLog(db, original.workspaceId))
  console.log(
    `T22 tamper: ${Object.keys(attacks).length} attacks x ${times}, found ${found} of ${attempts}, first bad row named ${named}, seed ${seed}`,
  )
  assert.equal(missed, [])
  assert.is(found, attempts)
})

test('T22 any field of any row, one after another', () => {
  const random = randomFrom(seed)
  let edits = 0
  for (const column of columns) {
    for (let seq = 1; seq <= last; seq += 7) {
      const copy = openCopy(bytes)
      editField(copy.connection, seq, column, random)
      const verdict = verifyLog(copy.db, original.workspaceId)
      assert.is(verdict.firstBadSeq, seq, `${column.name} of row ${seq}`)
      copy.connection.close()
      edits += 1
    }
  }
  console.log(`T22 fields: ${columns.length} columns, ${edits} edits, all found`)
})

test('T22 teeth: a verifier that only counts, or only follows hashes, is caught missing attacks', () => {
  const counting = attackAll(3, (db) => {
    const seqs = db.all<{ seq: number }>('SELECT seq FROM audit_log ORDER BY seq').map((row) => row.seq)
    const gap = seqs.findIndex((value, index) => value !== index + 1)
    return gap === -1 ? { ok: true } : { ok: false, firstBadSeq: gap + 1 }
  })
  assert.ok(counting.found < counting.attempts / 2)
  assert.ok(counting.missed.length > 0)
  const blind = attackAll(3, (db) => {
    const verdict = verifyLog(db, original.workspaceId)
    return verdict.reason === 'edited' || verdict.reason === 'gap' ? verdict : { ok: true }
  })
  assert.ok(blind.found < blind.attempts)
  console.log(
    `T22 teeth: counting finds ${counting.found} of ${counting.attempts}, hashes without what stands beside them ${blind.found} of ${blind.attempts}`,
  )
})

test('T22 no false alarm on a log that nobody touched, however the chunks fall', () => {
  let clean = 0
  for (let round = 0; round < 1000; round += 1) {
    const chunkSize = 1 + (round % (last + 1))
    const verification = startVerification(original.db, original.workspaceId, chunkSize)
    let verdict = verification.next()
    while (verdict === null) verdict = verification.next()
    assert.equal([verdict.ok, verdict.rows, verdict.head], [true, last, original.journal.head.hash])
    clean += 1
  }
  console.log(`T22 clean: ${clean} verifications, 0 false alarms`)
})

test('rows appended while a verification runs are left for the next one', () => {
  const log = openLog()
  appendSampleRows(log, 30)
  const before = log.journal.head.seq
  const verification = startVerification(log.db, log.workspaceId, 10)
  assert.is(verification.next(), null)
  appendSampleRows(log, 10, 30)
  let verdict = verification.next()
  while (verdict === null) verdict = verification.next()
  assert.equal([verdict.ok, verdict.rows], [true, before])
})

test('an empty log is whole; a log of another workspace is not', () => {
  const log = openLog()
  const verdict = verifyLog(log.db, log.workspaceId)
  assert.equal([verdict.ok, verdict.rows, verdict.head], [true, 0, genesis(log.workspaceId)])
  assert.is(verifyLog(original.db, log.workspaceId).firstBadSeq, 1)
})

test('a chain that is well hashed but goes back in time is no chain', () => {
  const row = (seq: number, at: number): ChainedRow => ({
    ...{
      seq,
      at,
      id: 'aud_x',
      firstAt: null,
      count: 1,
      kind: 'system',
      action: 'server.start',
      outcome: 'allowed',
      actorDigest: 'ab'.repeat(32),
    },
    ...{
      onBehalfOfDigest: null,
      clientDigest: null,
      pageId: null,
      environment: null,
      method: null,
      route: null,
      status: null,
      scopes: null,
    },
    ...{ target: null, requestId: null, targetLabelDigest: null, callerRequestIdDigest: null, changesDigest: null },
  })
  const chain = followChain(genesisOf('wks_x'))
  const first = hashRow(row(1, 1000), genesisOf('wks_x').hash)
  assert.is(chain.push({ row: row(1, 1000), hash: first }), null)
  assert.is(chain.push({ row: row(2, 999), hash: hashRow(row(2, 999), first) }), 'time_went_back')
  assert.is(chain.push({ row: row(2, 1000), hash: hashRow(row(2, 1000), first) }), null)
  assert.is(chain.head.seq, 2)
})

test('what a chain alone cannot know: rows cut off at the end, without a trace, verify; the noted head is gone', () => {
  const copy = openCopy(bytes)
  copy.connection.exec(
    `DELETE FROM audit_log WHERE seq > ${last - 5}; DELETE FROM audit_details WHERE seq > ${last - 5}`,
  )
  const verdict = verifyLog(copy.db, original.workspaceId)
  assert.equal([verdict.ok, verdict.rows], [true, last - 5])
  assert.is.not(verdict.head, original.journal.head.hash)
})

test('forgetting a person deletes label, address, agent and details, and the chain still verifies and goes on', () => {
  const log = openLog(bytes)
  const mina = sampleActors[2]?.id ?? ''
  log.db.run('UPDATE actors SET label = NULL, label_salt = NULL WHERE id = ?', mina)
  log.db.run('UPDATE clients SET address = NULL, address_salt = NULL, agent = NULL, agent_salt = NULL WHERE key = 1')
  log.db.run(
    'UPDATE audit_details SET target_label = NULL, target_label_salt = NULL, changes = NULL, changes_salt = NULL, caller_request_id = NULL, caller_request_id_salt = NULL WHERE seq <= 20',
  )
  const verdict = verifyLog(log.db, log.workspaceId)
  assert.ok(verdict.ok)
  assert.ok(verdict.erased > 10)
  appendSampleRows(log, 20, rowCount)
  assert.ok(verifyLog(log.db, log.workspaceId).ok)
  const shown = log.db
    .all<{ label: string | null }>('SELECT label FROM actors WHERE id = ?', mina)
    .map((row) => row.label)
  assert.ok(shown.includes(null))
  // What stays of an erased actor is still proven: an id cannot be slipped under it.
  dropTriggers(log.connection)
  log.db.run("UPDATE actors SET id = 'usr_framed' WHERE id = ? AND label IS NULL", mina)
  assert.is(verifyLog(log.db, log.workspaceId).reason, 'edited')
})

test('the triggers stop accidents: no update, no delete, and nothing but erasing beside the chain', () => {
  const log = openLog(bytes)
  const refused = (sql: string, words: RegExp): void => assert.throws(() => log.connection.exec(sql), words)
  refused("UPDATE audit_log SET action = 'x' WHERE seq = 3", /append-only/)
  refused('DELETE FROM audit_log WHERE seq = 3', /append-only/)
  refused('DELETE FROM audit_log', /append-only/)
  for (const table of ['audit_details', 'actors', 'clients']) refused(`DELETE FROM ${table}`, /only be erased/)
  refused("UPDATE actors SET label = 'x'", /only be erased/)
  refused('UPDATE actors SET label = NULL', /only be erased/)
  refused("UPDATE actors SET label = NULL, label_salt = NULL, id = 'x'", /only be erased/)
  refused("UPDATE clients SET address = 'x'", /only be erased/)
  refused('UPDATE clients SET address = NULL', /only be erased/)
  refused("UPDATE audit_details SET changes = '{}'", /only be erased/)
  refused('UPDATE audit_details SET changes = NULL', /only be erased/)
  assert.ok(verifyLog(log.db, log.workspaceId).ok)
})

test.run()
