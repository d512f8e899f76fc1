import type { Migration } from '../migrate.ts'

/**
 * The log, who and where its rows speak of, and the roll-ups of use. Times are milliseconds UTC, days are days since 1970-01-01.
 * What the hashes cover is docs/audit-format.md. The triggers are a speed bump against accidents; the chain is what finds tampering.
 */
export const migration: Migration = {
  version: 20,
  name: 'journal',
  up(_db, exec) {
    exec(`
      -- One chain over all kinds of rows; the hash of the row before is not stored twice. No foreign keys: this is the hot path, and
      -- the verifier looks up every reference anyway.
      CREATE TABLE audit_log (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        at INTEGER NOT NULL,
        first_at INTEGER,
        count INTEGER NOT NULL DEFAULT 1,
        kind TEXT NOT NULL,
        action TEXT NOT NULL,
        outcome TEXT NOT NULL,
        actor INTEGER NOT NULL,
        on_behalf_of INTEGER,
        client INTEGER,
        page_id TEXT,
        environment TEXT,
        method TEXT,
        route TEXT,
        status INTEGER,
        scopes_used TEXT,
        target TEXT,
        request_id TEXT,
        target_label_digest BLOB,
        caller_request_id_digest BLOB,
        changes_digest BLOB,
        hash BLOB NOT NULL CHECK (length(hash) = 32)
      ) STRICT;
      CREATE INDEX audit_log_actor ON audit_log (actor, seq);
      CREATE INDEX audit_log_target ON audit_log (target, seq) WHERE target IS NOT NULL;

      CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
      CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

      -- What in a row can name a person, with the salts of its digests. Forgetting a value sets it and its salt to NULL.
      CREATE TABLE audit_details (
        seq INTEGER PRIMARY KEY,
        target_label TEXT,
        target_label_salt BLOB,
        caller_request_id TEXT,
        caller_request_id_salt BLOB,
        changes TEXT,
        changes_salt BLOB
      ) STRICT;
      CREATE TRIGGER audit_details_erase_only BEFORE UPDATE ON audit_details WHEN NOT (
        NEW.seq = OLD.seq
        AND (NEW.target_label IS NULL AND NEW.target_label_salt IS NULL
          OR NEW.target_label IS OLD.target_label AND NEW.target_label_salt IS OLD.target_label_salt)
        AND (NEW.caller_request_id IS NULL AND NEW.caller_request_id_salt IS NULL
          OR NEW.caller_request_id IS OLD.caller_request_id AND NEW.caller_request_id_salt IS OLD.caller_request_id_salt)
        AND (NEW.changes IS NULL AND NEW.changes_salt IS NULL
          OR NEW.changes IS OLD.changes AND NEW.changes_salt IS OLD.changes_salt)
      ) BEGIN SELECT RAISE(ABORT, 'details of the audit log can only be erased'); END;
      CREATE TRIGGER audit_details_no_delete BEFORE DELETE ON audit_details
        BEGIN SELECT RAISE(ABORT, 'details of the audit log can only be erased'); END;

      -- Who acted. A new row whenever the label changes: older rows of the log keep the label of their time. Keys are never used twice.
      CREATE TABLE actors (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        id TEXT,
        prefix TEXT,
        label TEXT,
        label_salt BLOB,
        label_digest BLOB NOT NULL CHECK (length(label_digest) = 32)
      ) STRICT;
      CREATE INDEX actors_id ON actors (id);
      CREATE TRIGGER actors_erase_only BEFORE UPDATE ON actors WHEN NOT (
        NEW.label IS NULL AND NEW.label_salt IS NULL AND NEW.key = OLD.key AND NEW.kind = OLD.kind AND NEW.id IS OLD.id
        AND NEW.prefix IS OLD.prefix AND NEW.label_digest = OLD.label_digest
      ) BEGIN SELECT RAISE(ABORT, 'an actor of the audit log can only be erased'); END;
      CREATE TRIGGER actors_no_delete BEFORE DELETE ON actors
        BEGIN SELECT RAISE(ABORT, 'an actor of the audit log can only be erased'); END;

      -- From where: address and User-Agent, each with a salt of its own.
      CREATE TABLE clients (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        address TEXT,
        address_salt BLOB,
        address_digest BLOB,
        agent TEXT,
        agent_salt BLOB,
        agent_digest BLOB
      ) STRICT;
      CREATE INDEX clients_address_agent ON clients (address, agent);
      CREATE TRIGGER clients_erase_only BEFORE UPDATE ON clients WHEN NOT (
        NEW.key = OLD.key AND NEW.address_digest IS OLD.address_digest AND NEW.agent_digest IS OLD.agent_digest
        AND (NEW.address IS NULL AND NEW.address_salt IS NULL OR NEW.address IS OLD.address AND NEW.address_salt IS OLD.address_salt)
        AND (NEW.agent IS NULL AND NEW.agent_salt IS NULL OR NEW.agent IS OLD.agent AND NEW.agent_salt IS OLD.agent_salt)
      ) BEGIN SELECT RAISE(ABORT, 'a client of the audit log can only be erased'); END;
      CREATE TRIGGER clients_no_delete BEFORE DELETE ON clients
        BEGIN SELECT RAISE(ABORT, 'a client of the audit log can only be erased'); END;

      -- Whose use is rolled up: an OAuth app where there is one, else the actor.
      CREATE TABLE usage_subjects (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE
      ) STRICT;

      -- scopes: as in audit_log.scopes_used; '' where the route requires none.
      CREATE TABLE usage_routes (
        key INTEGER PRIMARY KEY,
        scopes TEXT NOT NULL,
        method TEXT NOT NULL,
        route TEXT NOT NULL,
        UNIQUE (route, method, scopes)
      ) STRICT;

      -- Kept in the batch that appends the rows, and equal to a full scan of them.
      CREATE TABLE usage_daily (
        subject INTEGER NOT NULL REFERENCES usage_subjects (key),
        day INTEGER NOT NULL,
        route INTEGER NOT NULL REFERENCES usage_routes (key),
        outcome TEXT NOT NULL,
        count INTEGER NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        PRIMARY KEY (subject, day, route, outcome)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
