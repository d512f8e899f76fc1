import type { Migration } from '../migrate.ts'

/**
 * The OAuth clients of the command line and of the desktop app, in every workspace, old and new. What they are is written down here once
 * and for all, as every released row is; contract/built-in-apps.ts says the same in words, and test/oauth/built-in-apps.test.ts compares them.
 */
export const migration: Migration = {
  version: 51,
  name: 'built-in-apps',
  up(_db, exec) {
    exec(`
      INSERT INTO oauth_apps (id, name, description, logo_url, redirect_uris, scopes, client_type, created_at)
      SELECT id, name, description, NULL, '["http://127.0.0.1/callback"]',
        '["checks:read","checks:write","incidents:read","incidents:write","maintenances:read","maintenances:write","components:read","components:write","status_pages:read","status_pages:write","webhooks:read","webhooks:write","subscribers:read","subscribers:write","teams:read","teams:write","tokens:read","tokens:write","roles:read","roles:write","oauth_apps:read","oauth_apps:write","settings:read","settings:write","billing:read","audit:read"]',
        'public', CAST(unixepoch('subsec') * 1000 AS INTEGER)
      FROM (
        SELECT 'app_00000000000000000000000001' AS id, 'Beatkeeper command line' AS name,
          'beatkeeper login, on the computer of the person who allows it.' AS description
        UNION ALL
        SELECT 'app_00000000000000000000000002', 'Beatkeeper desktop app',
          'The Beatkeeper app, on the computer of the person who allows it.'
      );
    `)
  },
}
