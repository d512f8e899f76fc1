import type { Migration } from '../migrate.ts'

/** Links that carry a credential of one purpose, and the invites that some of them are for. Times are milliseconds UTC. */
export const migration: Migration = {
  version: 40,
  name: 'magic',
  up(_db, exec) {
    exec(`
      CREATE TABLE magic_tokens (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        purpose TEXT NOT NULL,
        -- what it is for: an invite, a subscription, …
        subject_id TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        used_at INTEGER,
        revoked_at INTEGER
      ) STRICT;
      CREATE INDEX magic_tokens_subject ON magic_tokens (purpose, subject_id);

      -- page_id NULL = every page; an invite made by a token ends with it
      CREATE TABLE invites (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        role_key TEXT NOT NULL,
        page_id TEXT REFERENCES pages (id) ON DELETE CASCADE,
        invited_by TEXT NOT NULL,
        invited_by_name TEXT NOT NULL,
        by_token TEXT,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        accepted_at INTEGER,
        accepted_by TEXT,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX invites_email ON invites (email);
      CREATE INDEX invites_created ON invites (created_at, id);
    `)
  },
}
