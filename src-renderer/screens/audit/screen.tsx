import { useSearchParams } from '@solidjs/router'
import ArrowUp from 'lucide-solid/icons/arrow-up'
import Download from 'lucide-solid/icons/download'
import PanelRight from 'lucide-solid/icons/panel-right'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import { createEffect, createMemo, createSignal, on, onCleanup, Show, untrack } from 'solid-js'
import { type AuditRow, listAuditLog } from '../../../src-server/contract/audit.ts'
import { builtInClients } from '../../../src-server/contract/built-in-apps.ts'
import { listOAuthApps } from '../../../src-server/contract/oauth-apps.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { useApiList } from '../../api/query.ts'
import { clipboard, wallClock } from '../../platform.ts'
import { zone } from '../../state/clock.ts'
import { serverOrigin } from '../../state/server-address.ts'
import { context, may } from '../../state/session.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { Pills } from '../../ui/pills.tsx'
import { QueryField } from '../../ui/query-field.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { toast } from '../../ui/toasts.tsx'
import { VirtualGrid } from '../../ui/virtual-grid.tsx'
import styles from './audit.module.css'
import { columnsOf } from './columns.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { Inspector } from './inspector.tsx'
import { MissingEvent } from './missing-event.tsx'
import {
  type AuditParams,
  actorName,
  appName,
  curlOf,
  hourAround,
  knownNames,
  paramOf,
  queryOf,
  rowText,
} from './model.ts'
import { useNewEvents } from './new-events.ts'
import { problemWords } from './problem-words.ts'
import { readQuery, withOutcome, withWord } from './query-language.ts'
import { RangeMenu } from './range-menu.tsx'
import { suggestionsFor } from './suggestions.ts'
import { createVerification, VerificationNote } from './verify.tsx'
import { t } from './words.ts'

const typingPauseMs = 500
const pageSize = 200
/** More would make an element higher than Chromium draws. */
const loadedMost = 200_000

/** The audit log: what is asked stands in the address, rows come from the server page by page, the inspector shows one. */
export default function AuditScreen() {
  const [params, setParams] = useSearchParams<AuditParams>()
  const [typed, setTyped] = createSignal(paramOf(params.q))
  const [inspecting, setInspecting] = createSignal(true)
  createEffect(on(() => paramOf(params.q), setTyped, { defer: true }))
  const search = (text: string): void => {
    setTyped(text)
    setParams({ q: text.trim() === '' ? undefined : text.trim(), seq: undefined }, { replace: true })
  }
  createEffect(
    on(
      typed,
      (text) => {
        if (text.trim() === paramOf(params.q)) return
        const timer = setTimeout(() => search(text), typingPauseMs)
        onCleanup(() => clearTimeout(timer))
      },
      { defer: true },
    ),
  )

  // `7d` is counted from the moment it was asked: a moving beginning would be another question every minute.
  const query = createMemo(() => readQuery(queryOf(params), { now: untrack(wallClock), zone: zone() }))
  const shownProblem = createMemo(() => {
    const [first] = readQuery(typed(), { now: wallClock(), zone: zone() }).problems
    return first === undefined ? undefined : problemWords(first)
  })
  const isFiltered = (): boolean => Object.keys(query().filters).length > 0
  const log = useApiList(() => ({
    endpoint: listAuditLog,
    input: { query: { ...query().filters, limit: String(pageSize) } },
    steady: true,
  }))
  const rows = createMemo<readonly AuditRow[]>(() => log.data() ?? [])
  const hasMore = (): boolean => log.hasMore() && rows().length < loadedMost
  const apps = useWholeList(() => ({
    endpoint: listOAuthApps,
    input: { query: { limit: '200' } },
    enabled: may('oauth_apps:read'),
  }))
  const known = createMemo(() =>
    knownNames(
      rows(),
      [...(apps.data() ?? []), ...builtInClients].map(({ name }) => name),
    ),
  )
  const news = useNewEvents(
    () => query().filters,
    () => {
      const newest = rows()[0]
      return log.at() === 0 ? null : { seq: newest?.seq ?? 0, at: log.at() }
    },
  )

  const selected = (): string | null => paramOf(params.seq) || null
  const current = createMemo(() => {
    const seq = selected()
    return seq === null ? undefined : rows().find((row) => String(row.seq) === seq)
  })
  const select = (seq: string | undefined): void => setParams({ seq }, { replace: true })
  const isOpen = (): boolean => inspecting() && selected() !== null
  const verification = createVerification()
  // A link may ask for it: the first steps of a new workspace do.
  createEffect(
    on(
      () => params.verify,
      (asked) => {
        if (asked !== '1') return
        setParams({ verify: undefined }, { replace: true })
        verification.start()
      },
    ),
  )
  const columns = createMemo(() => columnsOf(!isOpen()))
  const outcome = (): 'all' | 'allowed' | 'denied' | 'failed' => {
    const found = query().filters.outcome
    return found === 'allowed' || found === 'denied' || found === 'failed' ? found : 'all'
  }

  const byActor = (row: AuditRow): string => withWord('', 'actor', row.actor.id ?? actorName(row) ?? '')
  const copyCurl = async (): Promise<void> => {
    const row = current()
    const command = row === undefined ? null : curlOf(row, serverOrigin())
    if (command !== null && (await clipboard.write(command))) toast(t('audit.copiedCurl'), t('audit.copiedCurlDetail'))
  }
  const exporting = (): boolean => params.export === '1'
  const openExport = (): void => setParams({ export: '1' })
  const toggleInspector = (): void => {
    const first = rows()[0]
    if (selected() === null && first !== undefined) {
      setInspecting(true)
      select(String(first.seq))
    } else setInspecting(!inspecting())
  }
  useCommands(() => [
    { id: 'audit.verify', group: 'actions', label: t('audit.verify.button'), run: verification.start },
    { id: 'audit.export', group: 'actions', label: t('audit.export.title'), keys: 'mod+E', run: openExport },
    { id: 'audit.inspector', group: 'view', label: t('audit.inspector.toggle'), keys: 'I', run: toggleInspector },
    {
      id: 'audit.curl',
      group: 'actions',
      label: t('audit.inspector.copyCurl'),
      keys: 'mod+shift+C',
      enabled: () => current()?.route !== undefined && current()?.route !== null,
      run: () => void copyCurl(),
    },
  ])

  return (
    <div class={styles.screen}>
      <PageHeader
        title={t('audit.title')}
        subtitle={t('audit.subtitle')}
        actions={
          <Show when={may('audit:read')}>
            <Button icon={ShieldCheck} busy={verification.running()} onClick={verification.start}>
              {t('audit.verify.button')}
            </Button>
            <Button
              icon={Download}
              keys="mod+E"
              disabled={context()?.every_page === false}
              data-tip={context()?.every_page === false ? t('audit.export.needsEveryPage') : undefined}
              onClick={openExport}
            >
              {t('audit.export.button')}
            </Button>
          </Show>
        }
      />
      <div class={styles.notes}>
        <VerificationNote
          of={verification}
          onShow={(seq) => {
            setInspecting(true)
            setParams({ q: `#${seq}`, from: undefined, to: undefined, seq: String(seq) })
          }}
          onExport={openExport}
        />
      </div>
      <Show when={may('audit:read')}>
        <Toolbar
          end={
            log.data() === undefined
              ? ''
              : log.loadingMore() && rows().length === 0
                ? t('audit.searching')
                : t('audit.shown', rows().length, hasMore())
          }
        >
          <QueryField
            label={t('audit.query.label')}
            listLabel={t('audit.query.suggestions')}
            placeholder={t('audit.query.placeholder')}
            value={typed()}
            onChange={setTyped}
            onSearch={() => search(typed())}
            suggest={(text, caret) =>
              suggestionsFor(text, caret, known()).map((one) => ({
                ...one,
                detail: one.key === null ? undefined : t(`audit.query.words.${one.key}`),
              }))
            }
            error={shownProblem()}
          />
          <Pills
            label={t('audit.outcomeFilter')}
            pills={[
              { id: 'all', label: t('audit.all') },
              { id: 'allowed', label: t('audit.allowed') },
              { id: 'denied', label: t('audit.denied') },
              { id: 'failed', label: t('audit.errors') },
            ]}
            chosen={outcome()}
            onChoose={(id) => search(withOutcome(typed(), id === 'all' ? null : id === 'failed' ? 'error' : id))}
          />
          <RangeMenu
            from={paramOf(params.from)}
            to={paramOf(params.to)}
            onChange={(from, to) => setParams({ from: from || undefined, to: to || undefined })}
          />
          <IconButton
            icon={PanelRight}
            label={t('audit.inspector.toggle')}
            keys="I"
            aria-pressed={isOpen()}
            onClick={toggleInspector}
          />
        </Toolbar>
      </Show>
      <div class={styles.fill}>
        <ScreenState
          result={log}
          things={t('audit.things')}
          skeleton={<SkeletonRows rows={14} dense />}
          isEmpty={(list) => list.length === 0 && !isFiltered() && !log.hasMore()}
          empty={<EmptyState title={t('audit.empty.title')} words={t('audit.empty.words')} />}
        >
          {() => (
            <div class={styles.body}>
              <div class={styles.grid}>
                <Show when={news().count > 0}>
                  <div class={styles.newer} role="status">
                    <Button small variant="primary" icon={ArrowUp} onClick={log.restart}>
                      {t('audit.newer', news().count, news().more)}
                    </Button>
                  </div>
                </Show>
                <VirtualGrid
                  label={t('audit.grid')}
                  columns={columns()}
                  rows={rows()}
                  rowId={(row) => String(row.seq)}
                  selected={selected()}
                  onSelect={select}
                  onOpen={() => setInspecting(true)}
                  onEscape={() => setInspecting(false)}
                  onRowKey={(event, row) => {
                    if (event.key !== 'c' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return false
                    void clipboard.write(rowText(row)).then((copied) => copied && toast(t('audit.copiedRow')))
                    return true
                  }}
                  minWidth={isOpen() ? 640 : 960}
                  hasMore={hasMore()}
                  loadingMore={log.loadingMore()}
                  onMore={log.more}
                  nothing={
                    <>
                      <p>{t('audit.noMatch')}</p>
                      <Button small onClick={() => setParams({ q: undefined, from: undefined, to: undefined })}>
                        {t('common.clearFilter')}
                      </Button>
                    </>
                  }
                />
              </div>
              <Show when={isOpen()}>
                <Show
                  when={current()}
                  fallback={
                    <MissingEvent seq={Number(selected())} onClose={() => select(undefined)} {...inspectorActions()} />
                  }
                >
                  {(row) => <Inspector row={row()} onClose={() => setInspecting(false)} {...inspectorActions()} />}
                </Show>
              </Show>
            </div>
          )}
        </ScreenState>
      </div>
      <ExportDialog
        open={exporting()}
        onClose={() => setParams({ export: undefined }, { replace: true })}
        filters={query().filters}
        filtered={isFiltered()}
      />
    </div>
  )

  function inspectorActions() {
    return {
      onActor: (row: AuditRow) => setParams({ q: byActor(row), from: undefined, to: undefined }),
      onApp: (row: AuditRow) =>
        setParams({
          q: withWord('', 'app', row.actor.on_behalf_of?.id ?? appName(row) ?? ''),
          from: undefined,
          to: undefined,
        }),
      onAround: (row: AuditRow) => setParams({ q: byActor(row), ...hourAround(row) }),
    }
  }
}
