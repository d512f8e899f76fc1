import type { Migration } from '../migrate.ts'

/** Sessions that are locked, and the secrets that they had before. Times are milliseconds UTC. */
export const migration: Migration = {
  version: 45,
  name: 'session renewal',
  up(_db, exec) {
    exec(`
      -- NULL = open; a locked one takes its unlocking and nothing else
      ALTER TABLE sessions ADD COLUMN locked_at INTEGER;

      -- a session keeps its id while its secret is replaced: whoever comes with an earlier one is told so, and signs nobody out
      CREATE TABLE replaced_session_secrets (
        hash BLOB PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        replaced_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX replaced_session_secrets_session ON replaced_session_secrets (session_id);
    `)
  },
}
