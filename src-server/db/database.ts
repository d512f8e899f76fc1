import type SqliteDatabase from 'better-sqlite3'

/**
 * What the rest of the server sees of SQLite: a thing one can read, and a thing one can write.
 *
 * Chosen: two types. A function that takes `Readable` cannot write; only the writer (writer.ts) and migrations hand out
 * `Writable`. Statements are prepared once for each SQL text and kept; bounded, since filters of a list make texts by the thousand.
 * Left out: a query builder; SQL is the language here. Held by test/db/statements.test.ts and test/db/savepoints.test.ts.
 */

export type SqlValue = string | number | bigint | Buffer | null

export interface Readable {
  /** The first row, or undefined. `Row` is what the columns are known to be: the schema is STRICT. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined
  all<Row>(sql: string, ...values: SqlValue[]): Row[]
}

export interface Writable extends Readable {
  /** Runs one statement and answers how many rows changed. */
  run(sql: string, ...values: SqlValue[]): number
  /** The rowid of the last INSERT of this connection. */
  insert(sql: string, ...values: SqlValue[]): number
  /** Runs `work` in a savepoint: all of it stays, or, if it throws, nothing. */
  savepoint<Result>(work: () => Result): Result
}

/**
 * Savepoints that a batch does without until one is missed.
 *
 * Nearly every refusal is found before the first row is written, and then there is nothing to undo; a savepoint that nobody goes back to
 * costs a copy of each page that is written in it (measured: a twelfth of a change). So a batch is first run without; where something
 * threw after it had written, the batch is undone as a whole and run again with real ones (writer.ts).
 */
export interface Savepoints {
  /** From now on `savepoint` takes none, and remembers whether one was missed. */
  omit(): void
  /** From now on it takes real ones. Answers whether one was missed since `omit`. */
  keep(): boolean
}

/** A connection's `Writable` with what its writer needs besides. */
export interface WriterDatabase extends Writable {
  readonly savepoints: Savepoints
}

/** How many prepared statements are kept. The fixed ones of all features together are about three hundred. */
const statementsMax = 1000

/** Wraps a connection. The statement cache lives as long as the connection. */
export function databaseOver(connection: SqliteDatabase.Database): WriterDatabase {
  const statements = new Map<string, SqliteDatabase.Statement<SqlValue[]>>()
  const prepared = (sql: string): SqliteDatabase.Statement<SqlValue[]> => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = connection.prepare<SqlValue[]>(sql)
      if (statements.size >= statementsMax) {
        const [first] = statements.keys()
        if (first !== undefined) statements.delete(first)
      }
      statements.set(sql, statement)
    }
    if (!statement.readonly) writes += 1
    return statement
  }
  let writes = 0
  const savepoint = connection.prepare('SAVEPOINT entry')
  const release = connection.prepare('RELEASE entry')
  const rollback = connection.prepare('ROLLBACK TO entry')

  let isOmitted = false
  let isMissed = false
  const withSavepoint = <Result>(work: () => Result): Result => {
    savepoint.run()
    try {
      const result = work()
      release.run()
      return result
    } catch (error) {
      // After SQLITE_FULL or an I/O error SQLite may have rolled the transaction back by itself.
      if (connection.inTransaction) {
        rollback.run()
        release.run()
      }
      throw error
    }
  }
  const withoutSavepoint = <Result>(work: () => Result): Result => {
    const before = writes
    try {
      return work()
    } catch (error) {
      if (writes !== before) isMissed = true
      throw error
    }
  }

  return {
    // The one place where a row gets its type: the query is written beside the type, and the tables are STRICT.
    get: <Row>(sql: string, ...values: SqlValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SqlValue[]) => prepared(sql).all(...values) as Row[],
    run: (sql, ...values) => prepared(sql).run(...values).changes,
    insert: (sql, ...values) => Number(prepared(sql).run(...values).lastInsertRowid),
    savepoint: (work) => (isOmitted ? withoutSavepoint(work) : withSavepoint(work)),
    savepoints: {
      omit() {
        isOmitted = true
        isMissed = false
      },
      keep() {
        const wasMissed = isMissed
        isOmitted = false
        isMissed = false
        return wasMissed
      },
    },
  }
}
