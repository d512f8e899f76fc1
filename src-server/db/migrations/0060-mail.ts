import type { Migration } from '../migrate.ts'

/**
 * Mail: what waits or went, and what is to be told to whom. Times are milliseconds UTC.
 *
 * Nothing usable rests here: a row holds a kind and the data of its template; a link's token is minted when the mail is sent or opened.
 */
export const migration: Migration = {
  version: 60,
  name: 'mail',
  up(_db, exec) {
    exec(`
      -- the key that secrets in this file are sealed with, by its name alone: another one in keys/ is noticed at start
      CREATE TABLE sealing_key (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        key_id TEXT NOT NULL,
        since INTEGER NOT NULL
      ) STRICT;

      -- one thing that subscribers are told; it spreads to a row of the outbox for each of them, some at a time
      CREATE TABLE announcements (
        id INTEGER PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        -- a kind of mail
        kind TEXT NOT NULL,
        -- the incident or maintenance
        subject_id TEXT NOT NULL,
        -- what happened to it, such as 'published' or 'completed', or the id of an update
        moment TEXT NOT NULL,
        -- the visible components that it named before, JSON; NULL: it was not public
        named_before TEXT,
        -- in the future for what is published later
        due_at INTEGER NOT NULL,
        -- what was public when it began to spread, JSON
        named_after TEXT,
        data TEXT,
        -- the last subscriber that it reached
        reached TEXT NOT NULL DEFAULT '',
        spread_at INTEGER
      ) STRICT;
      CREATE INDEX announcements_due ON announcements (due_at) WHERE spread_at IS NULL;
      CREATE INDEX announcements_subject ON announcements (subject_id);

      CREATE TABLE outbox (
        id TEXT PRIMARY KEY,
        -- whose mail server and words it takes; NULL: it is of the workspace
        page_id TEXT REFERENCES pages (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        recipient TEXT NOT NULL,
        -- the invite, member or subscriber that it is for
        subject_id TEXT NOT NULL,
        announcement_id INTEGER REFERENCES announcements (id) ON DELETE CASCADE,
        -- what its template needs besides, JSON
        data TEXT NOT NULL,
        -- 'waiting', 'sent', 'failed' or 'ended'
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try_at INTEGER NOT NULL,
        -- handed to the mail server, and nothing heard yet
        begun_at INTEGER,
        -- why the last attempt failed, or why it ended: a word of ours, and what the server said
        problem TEXT,
        problem_says TEXT,
        created_at INTEGER NOT NULL,
        -- after this it is too late to be of use
        expires_at INTEGER NOT NULL,
        -- when it was sent, given up or ended
        settled_at INTEGER
      ) STRICT;
      CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state = 'waiting';
      CREATE INDEX outbox_created ON outbox (page_id, created_at, id);
      CREATE INDEX outbox_subject ON outbox (subject_id);
      CREATE INDEX outbox_announcement ON outbox (announcement_id) WHERE announcement_id IS NOT NULL;
      CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
    `)
  },
}
