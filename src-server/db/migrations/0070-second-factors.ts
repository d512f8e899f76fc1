import type { Migration } from '../migrate.ts'

/** What proves a person besides their password: an authenticator app, recovery codes, passkeys. Times are milliseconds UTC. */
export const migration: Migration = {
  version: 70,
  name: 'second-factors',
  up(_db, exec) {
    exec(`
      -- secrets are sealed; pending is what waits for its first code, while the one before it goes on
      CREATE TABLE two_factor (
        user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        secret BLOB,
        confirmed_at INTEGER,
        -- the 30 seconds of the last code that was taken: no code is taken twice
        last_step INTEGER NOT NULL DEFAULT 0,
        last_used_at INTEGER,
        pending_secret BLOB,
        pending_until INTEGER
      ) STRICT;

      -- selector: the first characters, to find the one argon2id hash that the rest is held against
      CREATE TABLE recovery_codes (
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        selector TEXT NOT NULL,
        hash TEXT NOT NULL,
        used_at INTEGER,
        PRIMARY KEY (user_id, selector)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE passkeys (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        credential_id BLOB NOT NULL UNIQUE,
        public_key BLOB NOT NULL,
        -- how often the authenticator says it has signed; many always say 0
        counter INTEGER NOT NULL,
        -- the host name it was made for: it works nowhere else
        rp_id TEXT NOT NULL,
        name TEXT NOT NULL,
        transports TEXT NOT NULL,
        backed_up INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER,
        -- its counter went back: perhaps there are two of it
        suspended_at INTEGER,
        version INTEGER NOT NULL DEFAULT 1
      ) STRICT;
      CREATE INDEX passkeys_user ON passkeys (user_id, created_at);

      -- challenges that a passkey has answered: none is answered twice
      CREATE TABLE answered_challenges (
        hash BLOB PRIMARY KEY,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX answered_challenges_expiry ON answered_challenges (expires_at);

      -- sign-ins whose password was right and whose second factor is still to come
      CREATE TABLE begun_sign_ins (
        hash BLOB PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX begun_sign_ins_user ON begun_sign_ins (user_id);
      CREATE INDEX begun_sign_ins_expiry ON begun_sign_ins (expires_at);
    `)
  },
}
