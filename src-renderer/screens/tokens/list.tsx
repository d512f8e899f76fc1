import { useNavigate, useSearchParams } from '@solidjs/router'
import Download from 'lucide-solid/icons/download'
import Plus from 'lucide-solid/icons/plus'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { createEffect, createMemo, createSignal, lazy, on, onCleanup, Show } from 'solid-js'
import { listTokens, type Token, type TokenWithSecret, tokenStats } from '../../../src-server/contract/tokens.ts'
import { useApi, useApiList } from '../../api/query.ts'
import { openDocs } from '../../platform.ts'
import { environment } from '../../state/choices.ts'
import { zone } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { context, may } from '../../state/session.ts'
import buttons from '../../ui/button.module.css'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { DataTable, rowButton } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchField } from '../../ui/field.tsx'
import { LazyDialog, preloadWhenIdle } from '../../ui/lazy-dialog.tsx'
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx'
import { PageHeader, Toolbar } from '../../ui/page.tsx'
import { FormProblem, ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { StatTiles } from '../../ui/stat-tiles.tsx'
import { dateWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import { useTokenActions } from './actions.ts'
import { ApiAccessOff } from './api-access-off.tsx'
import type { BulkRequest } from './bulk.tsx'
import { tokenColumns } from './columns.tsx'
import { proposalOf } from './create-model.ts'
import { DeleteDialog } from './delete.tsx'
import styles from './filters.module.css'
import { Filters } from './filters.tsx'
import {
  type BulkAction,
  hasEnded,
  isFiltered,
  listQuery,
  shownTokens,
  sortOf,
  sortParam,
  statFilterOf,
  type TokensParams,
} from './model.ts'
import { RevokeDialog } from './revoke.tsx'
import { tokenMenu } from './token-menu.ts'
import { useRoles } from './use-roles.ts'
import { useToken } from './use-token.ts'
import { t } from './words.ts'

const CreateDialog = lazy(() => import('./create.tsx'))
const SecretDialog = lazy(() => import('./secret.tsx'))
const EditDialog = lazy(() => import('./edit.tsx'))
const RotateDialog = lazy(() => import('./rotate.tsx'))
const ChooseRotation = lazy(() => import('./choose-rotation.tsx'))
const BulkDialog = lazy(() => import('./bulk.tsx'))

const typingPauseMs = 150
const bulkMost = 200

/** API tokens: figures that filter, the table, and every dialog by its address (`?new=1`, `?revoke=ID`, …). */
export default function TokensScreen() {
  preloadWhenIdle([CreateDialog, SecretDialog, RotateDialog, EditDialog, BulkDialog, ChooseRotation])
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<TokensParams>()
  const tokens = useApiList(() => ({ endpoint: listTokens, input: { query: listQuery(params) }, every: 60_000 }))
  const stats = useApi(() => ({ endpoint: tokenStats, every: 60_000 }))
  const loaded = createMemo(() => tokens.data() ?? [])
  const shown = createMemo(() => shownTokens(loaded(), params))
  const roles = useRoles()
  const actions = useTokenActions()

  // The filter's text goes to the address bar, and to the server, when typing pauses.
  const [typed, setTyped] = createSignal(typeof params.q === 'string' ? params.q : '')
  createEffect(
    on(
      () => params.q,
      (q) => setTyped(typeof q === 'string' ? q : ''),
      { defer: true },
    ),
  )
  createEffect(
    on(
      typed,
      (text) => {
        const timer = setTimeout(
          () => setParams({ q: text === '' ? undefined : text }, { replace: true }),
          typingPauseMs,
        )
        onCleanup(() => clearTimeout(timer))
      },
      { defer: true },
    ),
  )

  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set())
  createEffect(
    on(shown, (rows) =>
      setChosen((before) =>
        before.size === 0 ? before : new Set(rows.filter((token) => before.has(token.id)).map((token) => token.id)),
      ),
    ),
  )
  const chosenTokens = (): Token[] => shown().filter((token) => chosen().has(token.id))
  const [bulk, setBulk] = createSignal<BulkRequest | null>(null)
  /** Opens with what is loaded, and looks anew at once: who used them a moment ago matters. */
  const openBulk = (action: BulkAction): void => {
    const opened: BulkRequest = { action, tokens: chosenTokens() }
    const ids = new Set(opened.tokens.map((token) => token.id))
    setBulk(opened)
    void actions
      .changed()
      .then(() =>
        setBulk((now) => (now === opened ? { action, tokens: loaded().filter((token) => ids.has(token.id)) } : now)),
      )
  }
  const [secret, setSecret] = createSignal<{
    token: TokenWithSecret
    made: 'created' | 'rotated' | 'rotated_at_once'
  } | null>(null)

  // Dialogs by their address.
  const open = (dialog: Partial<Record<'new' | 'revoke' | 'delete' | 'edit' | 'rotate', string>>): void =>
    setParams({ new: undefined, revoke: undefined, delete: undefined, edit: undefined, rotate: undefined, ...dialog })
  const close = (): void =>
    setParams(
      {
        new: undefined,
        revoke: undefined,
        delete: undefined,
        edit: undefined,
        rotate: undefined,
        name: undefined,
        description: undefined,
        preset: undefined,
      },
      { replace: true },
    )
  const idOf = (name: string) => (): string | undefined => {
    const value = params[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const revoking = useToken(idOf('revoke'), loaded)
  const deleting = useToken(idOf('delete'), loaded)
  const editing = useToken(idOf('edit'), loaded)
  const rotating = useToken(() => (idOf('rotate')() === 'choose' ? undefined : idOf('rotate')()), loaded)
  const back = (token: Token): HTMLElement | null => rowButton(token.id)

  const canWrite = (): boolean => may('tokens:write')
  const isForbidden = (): boolean => tokens.problem()?.state === 'forbidden'
  const menuOf = (token: Token): MenuEntry[] => tokenMenu(token, { canWrite: canWrite(), actions, navigate, open })

  const create = (): void => open({ new: '1' })
  useCommands(() => [
    {
      id: 'tokens.create',
      group: 'actions',
      label: t('tokens.createEllipsis'),
      keys: 'N',
      enabled: canWrite,
      unavailable: awayReason,
      run: create,
    },
    {
      id: 'tokens.create.window',
      group: 'actions',
      label: t('tokens.createEllipsis'),
      keys: 'mod+N',
      enabled: canWrite,
      unavailable: awayReason,
      keysOnly: true,
      inFields: true,
      run: create,
    },
    {
      id: 'tokens.rotate',
      group: 'actions',
      label: t('tokens.rotateEllipsis'),
      enabled: canWrite,
      unavailable: awayReason,
      run: () => open({ rotate: 'choose' }),
    },
    {
      id: 'tokens.export',
      group: 'actions',
      label: t('tokens.exportCsv'),
      keys: 'mod+E',
      run: () => void actions.exportInventory('csv', exportQuery()),
    },
  ])
  const exportQuery = (): Record<string, string> => {
    const { limit: _limit, sort: _sort, ...filters } = listQuery(params)
    return filters
  }

  const tiles = createMemo(() => {
    const figures = stats.data()
    return [
      {
        id: 'all',
        label: t('tokens.stat.total'),
        count: figures?.total,
        detail: t('tokens.stat.neverUsed', figures?.never_used ?? 0),
      },
      {
        id: 'active',
        label: t('tokens.stat.active'),
        count: figures?.active,
        detail: t('tokens.stat.unused', figures?.unused_30d ?? 0),
      },
      ...((figures?.disabled ?? 0) > 0
        ? [{ id: 'disabled', label: t('tokens.stat.disabled'), count: figures?.disabled, detail: t('tokens.stat.off') }]
        : []),
      {
        id: 'soon',
        label: t('tokens.stat.soon'),
        count: figures?.expiring_soon,
        detail: t('tokens.stat.within'),
        attention: true,
      },
      { id: 'revoked', label: t('tokens.stat.revoked'), count: figures?.revoked, detail: t('tokens.stat.kept') },
      { id: 'expired', label: t('tokens.stat.expired'), count: figures?.expired, detail: t('tokens.stat.ended') },
    ]
  })
  const clearFilters = (): void => {
    setTyped('')
    setParams(
      {
        status: undefined,
        q: undefined,
        permission: undefined,
        role: undefined,
        owner: undefined,
        purpose: undefined,
        terraform: undefined,
        environment: undefined,
        line: undefined,
      },
      { replace: true },
    )
  }
  const total = (): number => stats.data()?.total ?? loaded().length

  return (
    <>
      <PageHeader
        title={t('tokens.title')}
        subtitle={
          <span>
            {t('tokens.subtitle')}{' '}
            <b>{context()?.page?.hosts[0] ?? context()?.page?.name ?? t('tokens.subtitleAll')}</b>
          </span>
        }
        actions={
          <>
            <Show when={!isForbidden()}>
              <MenuButton
                class={buttons.button}
                label={t('tokens.export')}
                placement="bottom-end"
                entries={[
                  {
                    id: 'csv',
                    label: t('tokens.exportCsv'),
                    run: () => void actions.exportInventory('csv', exportQuery()),
                  },
                  {
                    id: 'json',
                    label: t('tokens.exportJson'),
                    run: () => void actions.exportInventory('json', exportQuery()),
                  },
                ]}
              >
                <Download size={15} aria-hidden="true" />
                <span>{t('tokens.export')}</span>
              </MenuButton>
            </Show>
            <Show when={canWrite()}>
              <Button icon={RefreshCw} unavailable={awayReason()} onClick={() => open({ rotate: 'choose' })}>
                {t('tokens.rotateEllipsis')}
              </Button>
              <Button variant="primary" icon={Plus} keys="N" unavailable={awayReason()} onClick={create}>
                {t('tokens.create')}
              </Button>
            </Show>
          </>
        }
      />
      <div class={styles.notes}>
        <ApiAccessOff />
        <Show when={actions.refusal()}>
          <FormProblem problem={actions.refusal()} />
        </Show>
      </div>
      <Show when={!isForbidden()}>
        <StatTiles
          label={t('tokens.statsLabel')}
          stats={tiles()}
          chosen={statFilterOf(params)}
          onChoose={(id) => setParams({ status: id === 'all' ? undefined : id, sort: undefined })}
        />
        <Show
          when={chosen().size > 0}
          fallback={
            <Toolbar
              end={tokens.data() === undefined ? '' : t('tokens.shown', shown().length, total(), tokens.hasMore())}
            >
              <SearchField
                label={t('tokens.filterLabel')}
                placeholder={t('tokens.filterPlaceholder')}
                value={typed()}
                onChange={setTyped}
              />
              <Filters
                params={params}
                roles={roles()}
                loaded={loaded()}
                onChange={(name, value) => setParams({ [name]: value })}
              />
            </Toolbar>
          }
        >
          <SelectionBar
            count={chosen().size}
            canWrite={canWrite()}
            onAction={openBulk}
            onClear={() => setChosen(new Set<string>())}
          />
        </Show>
      </Show>
      <ScreenState
        result={tokens}
        things={t('tokens.things')}
        skeleton={<SkeletonRows rows={8} />}
        isEmpty={(list) => list.length === 0 && !isFiltered(params)}
        empty={
          <EmptyState
            title={environment() === 'test' ? t('tokens.emptyTest.title') : t('tokens.empty.title')}
            words={environment() === 'test' ? t('tokens.emptyTest.words') : t('tokens.empty.words')}
            actions={
              <>
                <Show when={canWrite()}>
                  <Button variant="primary" icon={Plus} onClick={create}>
                    {t('tokens.create')}
                  </Button>
                </Show>
                <Button onClick={openDocs}>{t('tokens.empty.docs')}</Button>
              </>
            }
          />
        }
      >
        {() => (
          <DataTable
            label={t('tokens.table')}
            columns={tokenColumns}
            rows={shown()}
            rowId={(token) => token.id}
            rowName={(token) => token.name}
            dim={hasEnded}
            minWidth={960}
            sort={sortOf(params)}
            onSort={(order) => setParams({ sort: sortParam(order) }, { replace: true })}
            {...(canWrite() ? { chosen: chosen(), onChoose: setChosen } : {})}
            actions={menuOf}
            onOpen={(token) => navigate(`/tokens/${token.id}`)}
            onRowKey={(event, token) => {
              // With rows chosen, Delete is about them.
              if ((event.key === 'Delete' || event.key === 'Backspace') && chosen().size > 0 && canWrite()) {
                openBulk('revoke')
                return true
              }
              return runRowKey(event, menuOf(token))
            }}
            nothing={
              <>
                <p>{t('common.noMatch', t('tokens.things'), total())}</p>
                <Button small onClick={clearFilters}>
                  {t('common.clearFilter')}
                </Button>
              </>
            }
            hasMore={tokens.hasMore() && statFilterOf(params) !== 'soon'}
            loadingMore={tokens.loadingMore()}
            onMore={tokens.more}
          />
        )}
      </ScreenState>

      <LazyDialog wanted={params.new === '1'}>
        <CreateDialog
          open={params.new === '1'}
          onClose={close}
          others={loaded()}
          proposal={proposalOf(params)}
          onCreated={(token) => {
            setSecret({ token, made: 'created' })
            void actions.changed()
          }}
        />
      </LazyDialog>
      <LazyDialog wanted={secret() !== null}>
        <SecretDialog
          token={secret()?.token ?? null}
          onDone={(token) => {
            const made = secret()?.made
            setSecret(null)
            if (made === 'created')
              toast(
                t('tokens.secret.created', token.name),
                token.expires_at === null
                  ? t('tokens.secret.createdForever')
                  : t('tokens.secret.createdUntil', dateWords(Date.parse(token.expires_at), zone())),
              )
            else
              toast(
                t('tokens.secret.rotated', token.name),
                made === 'rotated_at_once' ? t('tokens.secret.rotatedAtOnce') : t('tokens.secret.rotatedDetail'),
              )
          }}
        />
      </LazyDialog>
      <RevokeDialog token={revoking()} onClose={close} actions={actions} returnTo={back} />
      <DeleteDialog
        token={deleting()}
        onClose={close}
        actions={actions}
        returnTo={back}
        onRevokeInstead={(id) => open({ revoke: id })}
      />
      <LazyDialog wanted={editing() !== undefined}>
        <EditDialog token={editing()} onClose={close} actions={actions} returnTo={back} />
      </LazyDialog>
      <LazyDialog wanted={rotating() !== undefined}>
        <RotateDialog
          token={rotating()}
          onClose={close}
          actions={actions}
          returnTo={back}
          onRotated={(token, atOnce) => setSecret({ token, made: atOnce ? 'rotated_at_once' : 'rotated' })}
        />
      </LazyDialog>
      <LazyDialog wanted={params.rotate === 'choose'}>
        <ChooseRotation open={params.rotate === 'choose'} onClose={close} onChosen={(id) => open({ rotate: id })} />
      </LazyDialog>
      <LazyDialog wanted={bulk() !== null}>
        <BulkDialog
          request={bulk()}
          onClose={() => setBulk(null)}
          onDone={() => setChosen(new Set<string>())}
          actions={actions}
        />
      </LazyDialog>
    </>
  )
}

/** What a key on a row does: the entry of its menu that names the key. */
function runRowKey(event: KeyboardEvent, entries: readonly MenuEntry[]): boolean {
  const pressed = event.key === 'Backspace' ? 'Delete' : event.key
  const withShift = (event.ctrlKey || event.metaKey) && event.shiftKey ? `mod+shift+${pressed.toUpperCase()}` : null
  const plain =
    event.ctrlKey || event.metaKey || event.altKey ? null : pressed.length === 1 ? pressed.toUpperCase() : pressed
  const entry = entries.find(
    (one) => one.keys !== undefined && one.unavailable === undefined && (one.keys === plain || one.keys === withShift),
  )
  entry?.run()
  return entry !== undefined
}

function SelectionBar(props: {
  count: number
  canWrite: boolean
  onAction: (action: BulkAction) => void
  onClear: () => void
}) {
  const tooMany = (): boolean => props.count > bulkMost
  return (
    <div class={styles.selection} role="toolbar" aria-label={t('tokens.bulk.toolbar')}>
      <b role="status">{t('common.selected', props.count)}</b>
      <Show when={!tooMany()} fallback={<span>{t('tokens.bulk.tooMany')}</span>}>
        <Button small onClick={() => props.onAction('revoke')}>
          {t('tokens.bulk.revoke')}
        </Button>
        <Button small onClick={() => props.onAction('disable')}>
          {t('tokens.bulk.disable')}
        </Button>
        <Button small onClick={() => props.onAction('enable')}>
          {t('tokens.bulk.enable')}
        </Button>
        <Button small onClick={() => props.onAction('set_expiry')}>
          {t('tokens.bulk.expiry')}
        </Button>
        <Button small onClick={() => props.onAction('delete')}>
          {t('tokens.bulk.remove')}
        </Button>
      </Show>
      <Button small variant="quiet" onClick={props.onClear}>
        {t('tokens.bulk.clear')}
      </Button>
    </div>
  )
}
