import type { Migration } from '../migrate.ts'

/**
 * OAuth apps, what users allowed them, and the state of the authorization server. Times are milliseconds UTC.
 *
 * Nothing in these tables can be used by whoever reads them: codes, tokens, secrets, sessions and interactions are found by the SHA-256
 * of their value alone, and what stands in a payload of a code, token or interaction is sealed with a key that only that value leads to
 * (oauth/adapter/rows.ts). Ended rows stay until they would have expired: a used code and a revoked token must
 * be told from one that never was.
 */
export const migration: Migration = {
  version: 50,
  name: 'oauth',
  up(_db, exec) {
    exec(`
      -- a deleted app leaves its row: its tokens go on answering that they were revoked, and the log its name
      CREATE TABLE oauth_apps (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        logo_url TEXT,
        redirect_uris TEXT NOT NULL,
        scopes TEXT NOT NULL,
        client_type TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        created_by TEXT,
        created_by_name TEXT,
        disabled_at INTEGER,
        deleted_at INTEGER,
        version INTEGER NOT NULL DEFAULT 1
      ) STRICT;
      CREATE INDEX oauth_apps_created ON oauth_apps (created_at, id);

      CREATE TABLE oauth_app_secrets (
        hash BLOB PRIMARY KEY,
        app_id TEXT NOT NULL REFERENCES oauth_apps (id),
        prefix TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        -- NULL: until it is rotated
        ends_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX oauth_app_secrets_app ON oauth_app_secrets (app_id, created_at);

      -- page_id NULL = every page. scopes and rejected: words of OAuth, openid and offline_access among them
      CREATE TABLE oauth_grants (
        id TEXT PRIMARY KEY,
        app_id TEXT NOT NULL REFERENCES oauth_apps (id),
        user_id TEXT NOT NULL,
        page_id TEXT,
        scopes TEXT NOT NULL,
        rejected TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        last_used_at INTEGER,
        revoked_at INTEGER,
        revoke_reason TEXT
      ) STRICT;
      CREATE INDEX oauth_grants_app ON oauth_grants (app_id, created_at, id);
      CREATE INDEX oauth_grants_expiry ON oauth_grants (expires_at);
      CREATE INDEX oauth_grants_user ON oauth_grants (user_id, created_at, id);

      -- codes, access tokens, refresh tokens
      CREATE TABLE oauth_artefacts (
        hash BLOB PRIMARY KEY,
        kind TEXT NOT NULL,
        grant_id TEXT NOT NULL,
        app_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        scopes TEXT NOT NULL,
        payload BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        consumed_at INTEGER,
        revoked_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX oauth_artefacts_expiry ON oauth_artefacts (expires_at);
      CREATE INDEX oauth_artefacts_grant ON oauth_artefacts (grant_id);

      -- people signed in at the authorization server, by the SHA-256 of their cookie
      CREATE TABLE oauth_sessions (
        hash BLOB PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        user_id TEXT,
        payload TEXT NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX oauth_sessions_user ON oauth_sessions (user_id);
      CREATE INDEX oauth_sessions_expiry ON oauth_sessions (expires_at);

      -- authorization requests that wait for somebody to sign in or to answer
      CREATE TABLE oauth_interactions (
        hash BLOB PRIMARY KEY,
        user_id TEXT,
        payload BLOB NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX oauth_interactions_expiry ON oauth_interactions (expires_at);

      -- keys that sign ID tokens; the private half is sealed
      CREATE TABLE oauth_signing_keys (
        kid TEXT PRIMARY KEY,
        sealed BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        -- it signs from here until the next one does, and is published before and after
        signs_from INTEGER NOT NULL
      ) STRICT;
    `)
  },
}
