import type { Migration } from '../migrate.ts'

/**
 * Subscribers, custom views and feeds of chosen components, and what their links need. Times are milliseconds UTC.
 *
 * Keys of addresses (`/unsubscribe/…`, `/feeds/…`, `/views/…`) are derived from the install's key and only compared by their SHA-256: whoever
 * has this file has none of them.
 */
export const migration: Migration = {
  version: 65,
  name: 'subscribers',
  up(_db, exec) {
    exec(`
      CREATE TABLE subscribers (
        id TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        environment TEXT NOT NULL,
        -- NFC, lower case
        email TEXT NOT NULL,
        -- 'pending', 'confirmed' or 'ended'
        state TEXT NOT NULL,
        -- 1: all components, also those to come; 0: those in subscriber_components
        every_component INTEGER NOT NULL,
        -- raised when someone who had ended it begins again: the key of what was before does not end what is now
        term INTEGER NOT NULL DEFAULT 1,
        unsubscribe_hash BLOB NOT NULL UNIQUE,
        -- 'visitor' or 'team', and who of the team
        added_by TEXT NOT NULL,
        created_by TEXT,
        created_by_name TEXT,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        confirmed_at INTEGER,
        ended_at INTEGER,
        -- 'visitor' or 'team'
        ended_by TEXT,
        -- how many links strangers have asked for since mail_from, so that nobody's mailbox is filled
        mails INTEGER NOT NULL DEFAULT 0,
        mails_from INTEGER NOT NULL DEFAULT 0,
        UNIQUE (page_id, environment, email)
      ) STRICT;
      CREATE INDEX subscribers_created ON subscribers (page_id, environment, created_at, id);
      CREATE INDEX subscribers_updated ON subscribers (page_id, environment, updated_at, id);
      CREATE INDEX subscribers_confirmed ON subscribers (page_id, environment, id) WHERE state = 'confirmed';
      CREATE INDEX subscribers_pending ON subscribers (updated_at) WHERE state = 'pending';

      CREATE TABLE subscriber_components (
        subscriber_id TEXT NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
        component_id TEXT NOT NULL REFERENCES components (id) ON DELETE CASCADE,
        PRIMARY KEY (subscriber_id, component_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX subscriber_components_component ON subscriber_components (component_id);

      -- a page of its own that shows these components only, for whoever has its address
      CREATE TABLE custom_views (
        id TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        environment TEXT NOT NULL,
        name TEXT NOT NULL,
        -- whose it is; it stays when they are gone
        subscriber_id TEXT REFERENCES subscribers (id) ON DELETE SET NULL,
        -- raised when it gets a new address
        term INTEGER NOT NULL DEFAULT 1,
        key_hash BLOB NOT NULL UNIQUE,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        created_by_name TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX custom_views_created ON custom_views (page_id, environment, created_at, id);
      CREATE INDEX custom_views_updated ON custom_views (page_id, environment, updated_at, id);
      CREATE INDEX custom_views_subscriber ON custom_views (subscriber_id) WHERE subscriber_id IS NOT NULL;

      CREATE TABLE custom_view_components (
        view_id TEXT NOT NULL REFERENCES custom_views (id) ON DELETE CASCADE,
        component_id TEXT NOT NULL REFERENCES components (id) ON DELETE CASCADE,
        PRIMARY KEY (view_id, component_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX custom_view_components_component ON custom_view_components (component_id);

      CREATE TABLE rss_feeds (
        id TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        environment TEXT NOT NULL,
        name TEXT NOT NULL,
        every_component INTEGER NOT NULL,
        subscriber_id TEXT REFERENCES subscribers (id) ON DELETE SET NULL,
        term INTEGER NOT NULL DEFAULT 1,
        key_hash BLOB NOT NULL UNIQUE,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        created_by_name TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX rss_feeds_created ON rss_feeds (page_id, environment, created_at, id);
      CREATE INDEX rss_feeds_updated ON rss_feeds (page_id, environment, updated_at, id);
      CREATE INDEX rss_feeds_subscriber ON rss_feeds (subscriber_id) WHERE subscriber_id IS NOT NULL;

      CREATE TABLE rss_feed_components (
        feed_id TEXT NOT NULL REFERENCES rss_feeds (id) ON DELETE CASCADE,
        component_id TEXT NOT NULL REFERENCES components (id) ON DELETE CASCADE,
        PRIMARY KEY (feed_id, component_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX rss_feed_components_component ON rss_feed_components (component_id);

      -- 'link', or 'exchanged' for one
      ALTER TABLE magic_tokens ADD COLUMN stage TEXT NOT NULL DEFAULT 'link';
      -- the page that it is for; NULL: not for one (invites)
      ALTER TABLE magic_tokens ADD COLUMN page_id TEXT REFERENCES pages (id) ON DELETE CASCADE;
      -- links that the team can see and end: their id, whose they are, who made them (NULL: the server, for a mail)
      ALTER TABLE magic_tokens ADD COLUMN link_id TEXT;
      ALTER TABLE magic_tokens ADD COLUMN subscriber_id TEXT REFERENCES subscribers (id) ON DELETE CASCADE;
      ALTER TABLE magic_tokens ADD COLUMN created_by TEXT;
      ALTER TABLE magic_tokens ADD COLUMN created_by_name TEXT;
      CREATE UNIQUE INDEX magic_tokens_link ON magic_tokens (link_id) WHERE link_id IS NOT NULL;
      CREATE INDEX magic_tokens_page ON magic_tokens (page_id, created_at, link_id) WHERE page_id IS NOT NULL;
      CREATE INDEX magic_tokens_subscriber ON magic_tokens (subscriber_id) WHERE subscriber_id IS NOT NULL;
      CREATE INDEX magic_tokens_expiry ON magic_tokens (expires_at);
    `)
  },
}
