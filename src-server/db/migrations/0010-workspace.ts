import type { Migration } from '../migrate.ts'

/** The workspace, its pages and people, roles, tokens, sessions, locks, and the replies kept for Idempotency-Key. Times are milliseconds UTC. */
export const migration: Migration = {
  version: 10,
  name: 'workspace',
  up(_db, exec) {
    exec(`
      CREATE TABLE workspace (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        id TEXT NOT NULL,
        name TEXT,
        -- the console is served on <console_id>.localhost: cookies on 127.0.0.1 are seen by every port
        console_id TEXT NOT NULL,
        -- binds cursors to this workspace
        cursor_key BLOB NOT NULL,
        advanced_rbac INTEGER NOT NULL DEFAULT 0,
        api_access INTEGER NOT NULL DEFAULT 1,
        max_lifetime_days INTEGER NOT NULL DEFAULT 365,
        default_lifetime_days INTEGER NOT NULL DEFAULT 365,
        allow_never_expires INTEGER NOT NULL DEFAULT 0,
        self_rotation INTEGER NOT NULL DEFAULT 0,
        max_active_per_scope_set INTEGER,
        rate_limit_live INTEGER NOT NULL DEFAULT 1200,
        rate_limit_test INTEGER NOT NULL DEFAULT 120,
        audit_retention_days INTEGER,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        set_up_at INTEGER
      ) STRICT;

      CREATE TABLE pages (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        is_default INTEGER NOT NULL DEFAULT 0,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX pages_one_default ON pages (is_default) WHERE is_default = 1;

      CREATE TABLE page_hosts (
        host TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        position INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX page_hosts_page ON page_hosts (page_id, position);

      -- one row for each section of a page's settings; 'domains' lives in page_hosts and keeps only its version here
      CREATE TABLE page_settings (
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        section TEXT NOT NULL,
        value TEXT NOT NULL,
        version INTEGER NOT NULL DEFAULT 1,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (page_id, section)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE users (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        password_hash TEXT,
        disabled_at INTEGER,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX users_email ON users (email);

      -- page_id NULL = every page
      CREATE TABLE memberships (
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        page_id TEXT REFERENCES pages (id) ON DELETE CASCADE,
        role_key TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX memberships_one ON memberships (user_id, ifnull(page_id, ''));
      CREATE INDEX memberships_role ON memberships (role_key);

      -- custom roles only; the built-in ones are code
      CREATE TABLE roles (
        key TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        permissions TEXT NOT NULL,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE tokens (
        id TEXT PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        prefix TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        notes TEXT NOT NULL,
        purpose TEXT NOT NULL,
        owner_id TEXT,
        owner_name TEXT,
        -- the default is for tokens made before levels existed: they keep what their scopes and role gave them
        level TEXT NOT NULL DEFAULT 'admin',
        scopes TEXT NOT NULL,
        role_key TEXT NOT NULL,
        environment TEXT NOT NULL,
        page_id TEXT REFERENCES pages (id),
        terraform_managed INTEGER NOT NULL DEFAULT 0,
        allowed_ips TEXT,
        created_at INTEGER NOT NULL,
        created_by TEXT,
        created_by_name TEXT,
        minted_by TEXT,
        lifetime_ms INTEGER,
        expires_at INTEGER,
        disabled_at INTEGER,
        revoked_at INTEGER,
        revoked_by TEXT,
        revoked_by_name TEXT,
        revoke_reason TEXT,
        line_id TEXT NOT NULL,
        rotated_from TEXT,
        rotated_to TEXT,
        overlap_ms INTEGER,
        hard_stop_at INTEGER,
        old_ends_at INTEGER,
        last_used_at INTEGER,
        last_used_ip TEXT,
        use_count INTEGER NOT NULL DEFAULT 0,
        exposed_at INTEGER,
        version INTEGER NOT NULL DEFAULT 1
      ) STRICT;
      CREATE INDEX tokens_created ON tokens (page_id, created_at, id);
      CREATE INDEX tokens_line ON tokens (line_id);
      CREATE INDEX tokens_role ON tokens (role_key);
      CREATE INDEX tokens_minted_by ON tokens (minted_by) WHERE minted_by IS NOT NULL;
      CREATE INDEX tokens_owner ON tokens (owner_id);

      -- what stays of a deleted token: lineage and the log go on by id
      CREATE TABLE token_tombstones (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        prefix TEXT NOT NULL,
        page_id TEXT,
        environment TEXT NOT NULL,
        line_id TEXT NOT NULL,
        minted_by TEXT,
        rotated_from TEXT,
        rotated_to TEXT,
        deleted_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX token_tombstones_line ON token_tombstones (line_id);
      CREATE INDEX token_tombstones_minted_by ON token_tombstones (minted_by) WHERE minted_by IS NOT NULL;

      -- what a token made besides tokens: role changes, invites, apps, webhooks, … (lineage, blast radius)
      CREATE TABLE minted (
        by_token TEXT NOT NULL,
        type TEXT NOT NULL,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (by_token, type, id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        csrf_hash BLOB,
        kind TEXT NOT NULL,
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        reauthenticated_at INTEGER NOT NULL,
        ip TEXT,
        user_agent TEXT,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX sessions_user ON sessions (user_id);

      -- failed logins; key = hash of account and address, or of account and known browser
      CREATE TABLE login_failures (
        key BLOB PRIMARY KEY,
        failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        blocked_until INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX login_failures_last ON login_failures (last_at);

      -- browsers an account has signed in from: a stranger's failures do not slow them down
      CREATE TABLE known_browsers (
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        hash BLOB NOT NULL,
        last_at INTEGER NOT NULL,
        PRIMARY KEY (user_id, hash)
      ) STRICT, WITHOUT ROWID;

      -- page_id '' = the workspace ('roles')
      CREATE TABLE terraform_locks (
        page_id TEXT NOT NULL,
        feature TEXT NOT NULL,
        reason TEXT NOT NULL,
        managed_by TEXT,
        managed_by_name TEXT,
        locked_by TEXT NOT NULL,
        locked_by_name TEXT NOT NULL,
        locked_at INTEGER NOT NULL,
        PRIMARY KEY (page_id, feature)
      ) STRICT, WITHOUT ROWID;

      -- first answers kept for Idempotency-Key, secrets already taken out
      CREATE TABLE idempotency (
        key BLOB PRIMARY KEY,
        body_hash BLOB NOT NULL,
        status INTEGER,
        headers TEXT,
        body TEXT,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX idempotency_expiry ON idempotency (expires_at);
    `)
  },
}
