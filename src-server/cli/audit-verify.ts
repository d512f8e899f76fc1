import { chainFlawSentences } from '../contract/audit.ts'
import { NoEvidence, type OfflineVerdict, verifyFolder } from '../journal/offline.ts'

/** `beatkeeper audit verify --data DIR [--json]`: proves the log of a data folder, with or without a server running on it. */
export interface AuditVerifyOptions {
  readonly data: string
  readonly json?: boolean
}

/** Where a command writes: results to `out`, words and progress to `err`. Each text is whole lines. */
export interface Output {
  out(text: string): void
  err(text: string): void
}

/** Answers the exit code: 0 whole, 3 broken, 1 there was nothing that could be read. */
export async function auditVerify({ data, json = false }: AuditVerifyOptions, { out, err }: Output): Promise<number> {
  try {
    const verdict = await verifyFolder(data)
    out(json ? `${JSON.stringify(machineReadable(verdict))}\n` : readable(verdict))
    return verdict.ok ? 0 : 3
  } catch (error) {
    if (!(error instanceof NoEvidence)) throw error
    err(`${error.message}\n`)
    return 1
  }
}

function machineReadable({
  ok,
  rows,
  firstBadSeq,
  reason,
  head,
  erased,
  workspaceId,
  lastAt,
  wasLive,
}: OfflineVerdict): unknown {
  return {
    ok,
    rows,
    ...(firstBadSeq === undefined ? {} : { first_bad_seq: firstBadSeq }),
    ...(reason === undefined ? {} : { reason }),
    checked_against: 'chain',
    head,
    erased,
    workspace_id: workspaceId,
    last_at: lastAt === null ? null : new Date(lastAt).toISOString(),
    server_was_running: wasLive,
  }
}

const count = new Intl.NumberFormat('en')

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${count.format(rows)} rows`
}

function readable(verdict: OfflineVerdict): string {
  const { ok, rows, firstBadSeq, reason, head, erased, workspaceId, lastAt, wasLive } = verdict
  if (!ok) {
    const what = reason === undefined ? 'it does not follow from the row before it' : chainFlawSentences[reason]
    const good = rows === 0 ? 'No row before it is good.' : `The ${rowsText(rows)} before it are good.`
    return [
      `Broken: the audit log of ${workspaceId} does not verify.`,
      `First bad row: ${firstBadSeq}: ${what}. ${good}`,
      'Keep a copy of the folder as it is, and compare with a backup or an export from before.',
      '',
    ].join('\n')
  }
  return [
    `Consistent: ${rowsText(rows)} of the audit log of ${workspaceId}, no gap and no edit.`,
    ...(lastAt === null ? [] : [`Last row: ${rows}, ${new Date(lastAt).toISOString()}, hash ${head}`]),
    ...(lastAt === null
      ? []
      : ['Note this hash elsewhere: a chain alone cannot show rows that were cut off at its end.']),
    ...(erased === 0
      ? []
      : [
          `Erased on request: ${erased === 1 ? '1 value' : `${count.format(erased)} values`}; their digests are in place.`,
        ]),
    ...(wasLive ? ['A server is running: rows that it appended meanwhile are not included.'] : []),
    '',
  ].join('\n')
}
