import type { Logger } from 'pino'
import { hashSecret, secretKindOf } from '../../credentials/secret-format.ts'
import type { Readable } from '../../db/database.ts'
import type { Writer } from '../../db/writer.ts'
import type { ExposedSecrets } from '../../http/query.ts'
import { systemOrigin } from '../../journal/entry.ts'
import type { Journal } from '../../journal/journal.ts'

export interface ExposureServices {
  readonly db: Readable
  readonly writer: Pick<Writer, 'submit'>
  readonly journal: Pick<Journal, 'append' | 'trustedNow'>
  readonly log: Logger
}

/**
 * A secret seen where secrets do not belong: if it is a token of ours, it is flagged, once, with a row in the log. The value is kept
 * nowhere. Anyone can send made-up ones by the hundred: they cost an indexed read and no batch.
 */
export function createExposures({ db, writer, journal, log }: ExposureServices): ExposedSecrets {
  return {
    exposed(secret, address) {
      const kind = secretKindOf(secret)
      if (kind !== 'live' && kind !== 'test') return
      const hash = hashSecret(secret)
      if (db.get('SELECT 1 FROM tokens WHERE hash = ? AND exposed_at IS NULL', hash) === undefined) return
      writer
        .submit((tx) => {
          const now = journal.trustedNow()
          const row = tx.get<{ id: string; name: string; page_id: string | null }>(
            'UPDATE tokens SET exposed_at = ?, version = version + 1 WHERE hash = ? AND exposed_at IS NULL RETURNING id, name, page_id',
            now,
            hash,
          )
          if (row === undefined) return
          journal.append(
            tx,
            { ...systemOrigin, client: { address, agent: null } },
            {
              kind: 'event',
              action: 'token.expose',
              target: { type: 'token', id: row.id, label: row.name },
              before: { exposed_at: null },
              after: { exposed_at: new Date(now).toISOString(), where: 'URL' },
              pageId: row.page_id,
              environment: kind,
            },
          )
        }, true)
        .catch((error: unknown) => log.error({ err: error }, 'an exposed token could not be flagged'))
    },
  }
}
