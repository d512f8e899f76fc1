import type { Migration } from '../migrate.ts'

/**
 * What a status page shows: components, incidents, maintenances. Everything carries its page and environment.
 *
 * A component has no status column. `component_statuses` keeps what was said about it, by whom, from when until when; the latest
 * word that holds at a moment is its status then (content/component-status.ts). So a window that begins at noon or an incident
 * that becomes public at nine changes the status by itself, and the past can be counted without ever having been sampled.
 */
export const migration: Migration = {
  version: 30,
  name: 'content',
  up(_db, exec) {
    exec(`
      CREATE TABLE component_groups (
        id TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        environment TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        position INTEGER NOT NULL,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX component_groups_position ON component_groups (page_id, environment, position, id);

      CREATE TABLE components (
        id TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        environment TEXT NOT NULL,
        group_id TEXT REFERENCES component_groups (id) ON DELETE SET NULL,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        public INTEGER NOT NULL DEFAULT 1,
        position INTEGER NOT NULL,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX components_position ON components (page_id, environment, position, id);
      CREATE INDEX components_updated ON components (page_id, environment, updated_at, id);
      CREATE INDEX components_group ON components (group_id);

      CREATE TABLE component_statuses (
        seq INTEGER PRIMARY KEY,
        component_id TEXT NOT NULL REFERENCES components (id) ON DELETE CASCADE,
        -- 'manual', 'incident' or 'maintenance'
        source TEXT NOT NULL,
        -- the incident or maintenance; the component itself for 'manual'
        source_id TEXT NOT NULL,
        status TEXT NOT NULL,
        -- may lie in the future: a planned window, an incident that is published later
        from_at INTEGER NOT NULL,
        until_at INTEGER,
        CHECK (until_at IS NULL OR until_at >= from_at)
      ) STRICT;
      CREATE INDEX component_statuses_component ON component_statuses (component_id, from_at, seq);
      CREATE INDEX component_statuses_source ON component_statuses (source_id, component_id);

      CREATE TABLE incidents (
        id TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        environment TEXT NOT NULL,
        name TEXT NOT NULL,
        status TEXT NOT NULL,
        impact TEXT NOT NULL,
        -- NULL: a draft; in the future: not public yet
        published_at INTEGER,
        resolved_at INTEGER,
        acknowledged_at INTEGER,
        acknowledged_by TEXT,
        acknowledged_by_name TEXT,
        root_cause TEXT,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX incidents_created ON incidents (page_id, environment, created_at, id);
      CREATE INDEX incidents_updated ON incidents (page_id, environment, updated_at, id);
      CREATE INDEX incidents_published ON incidents (page_id, environment, published_at, id) WHERE published_at IS NOT NULL;
      CREATE INDEX incidents_open ON incidents (page_id, environment, created_at, id) WHERE resolved_at IS NULL;

      CREATE TABLE incident_updates (
        id TEXT PRIMARY KEY,
        incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
        status TEXT NOT NULL,
        body TEXT NOT NULL,
        author_id TEXT NOT NULL,
        author_name TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX incident_updates_incident ON incident_updates (incident_id, created_at, id);

      -- what the incident last said about each component; it stays when the incident is over
      CREATE TABLE incident_components (
        incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
        component_id TEXT NOT NULL REFERENCES components (id) ON DELETE CASCADE,
        status TEXT NOT NULL,
        PRIMARY KEY (incident_id, component_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX incident_components_component ON incident_components (component_id);

      -- for the team; never public
      CREATE TABLE incident_annotations (
        id TEXT PRIMARY KEY,
        incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
        body TEXT NOT NULL,
        author_id TEXT NOT NULL,
        author_name TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX incident_annotations_incident ON incident_annotations (incident_id, created_at, id);

      CREATE TABLE maintenances (
        id TEXT PRIMARY KEY,
        page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        environment TEXT NOT NULL,
        name TEXT NOT NULL,
        body TEXT NOT NULL,
        -- as last written down; what it is at a moment is features/maintenances/rules.ts
        status TEXT NOT NULL,
        scheduled_for INTEGER NOT NULL,
        scheduled_until INTEGER NOT NULL,
        started_at INTEGER,
        completed_at INTEGER,
        cancelled_at INTEGER,
        version INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        CHECK (scheduled_until > scheduled_for)
      ) STRICT;
      CREATE INDEX maintenances_scheduled ON maintenances (page_id, environment, scheduled_for, id);
      CREATE INDEX maintenances_updated ON maintenances (page_id, environment, updated_at, id);
      -- those that the clock can still move: few, whatever the history
      CREATE INDEX maintenances_moving ON maintenances (page_id, environment, scheduled_for) WHERE status IN ('scheduled', 'in_progress');

      CREATE TABLE maintenance_components (
        maintenance_id TEXT NOT NULL REFERENCES maintenances (id) ON DELETE CASCADE,
        component_id TEXT NOT NULL REFERENCES components (id) ON DELETE CASCADE,
        PRIMARY KEY (maintenance_id, component_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX maintenance_components_component ON maintenance_components (component_id);
    `)
  },
}
