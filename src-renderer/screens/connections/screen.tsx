import { useSearchParams } from '@solidjs/router'
import Plus from 'lucide-solid/icons/plus'
import Upload from 'lucide-solid/icons/upload'
import { createMemo, createSignal, For, onCleanup, onMount, Show } from 'solid-js'
import type { ConnectionView } from '../../../src-main/bridge/contract.ts'
import { answerOf, bridge, isInView } from '../../platform.ts'
import { connections, switchConnection } from '../../state/connections.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useCommands } from '../../ui/commands.ts'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { PageHeader } from '../../ui/page.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { AddDialog } from './add.tsx'
import { ConnectionCard } from './card.tsx'
import { CertificateDialog } from './certificate.tsx'
import styles from './connections.module.css'
import { DropZone, importText } from './drop-zone.tsx'
import { EditDialog } from './edit.tsx'
import { nameOfCopy } from './model.ts'
import { RemoveDialog } from './remove.tsx'
import RemoteSignIn from './sign-in.tsx'
import { t } from './words.ts'

const checkEveryMs = 60_000

type Params = Partial<Record<'new' | 'copy' | 'edit' | 'remove' | 'certificate' | 'sign_in', string>>

/** The connections of this computer. The local workspace is always one of them. */
export default function ConnectionsScreen() {
  const [params, setParams] = useSearchParams<Params>()
  const all = createMemo(() => connections()?.connections ?? [])
  const named = (id: string | string[] | undefined): ConnectionView | undefined => all().find((one) => one.id === id)
  const close = (): void =>
    setParams(
      {
        new: undefined,
        copy: undefined,
        edit: undefined,
        remove: undefined,
        certificate: undefined,
        sign_in: undefined,
      },
      { replace: true },
    )

  // How each is: asked when one comes here and while one looks. Without a credential, so that no log of theirs fills up.
  onMount(() => {
    const check = (): void => {
      if (isInView())
        for (const { id, kind } of all()) if (kind === 'remote') void bridge?.testConnection({ id, who: false })
    }
    check()
    const timer = setInterval(check, checkEveryMs)
    onCleanup(() => clearInterval(timer))
  })

  const signingIn = useLast(() => named(params.sign_in))
  const add = (): void => setParams({ new: '1' })
  const exportAll = async (): Promise<void> => {
    const answer = await answerOf(bridge?.exportConnections(null))
    if (answer?.outcome === 'saved')
      toast(t('connections.drop.exported', answer.file_name), t('connections.drop.exportedDetail'))
  }
  useCommands(() => [
    { id: 'connection.add', group: 'actions', label: t('connections.addEllipsis'), keys: 'N', run: add },
    { id: 'connection.import', group: 'actions', label: t('connections.import'), run: () => void importText(null) },
    { id: 'connection.export', group: 'actions', label: t('connections.export'), run: () => void exportAll() },
  ])
  const keychainTrouble = () => {
    const found = connections()?.keychain
    return found === undefined || found === 'working' || found === 'unknown' ? null : found
  }
  const [from, setFrom] = createSignal<ConnectionView | null>(null)
  return (
    <>
      <PageHeader
        title={t('connections.title')}
        subtitle={t('connections.subtitle')}
        actions={
          <>
            <Button icon={Upload} onClick={() => void importText(null)}>
              {t('connections.import')}
            </Button>
            <Button
              unavailable={all().length > 1 ? undefined : t('connections.nothingToExport')}
              onClick={() => void exportAll()}
            >
              {t('connections.export')}
            </Button>
            <Button variant="primary" icon={Plus} keys="N" onClick={add}>
              {t('connections.add')}
            </Button>
          </>
        }
      />
      <div class={styles.notes}>
        <Show when={keychainTrouble()}>
          {(trouble) => (
            <Callout tone="warn" role="status">
              {t(`connections.keychain.${trouble()}`)}
            </Callout>
          )}
        </Show>
      </div>
      <div class={styles.grid}>
        <For each={all().map((one) => one.id)}>
          {(id) => (
            <Show when={named(id)}>
              {(one) => (
                <ConnectionCard
                  connection={one()}
                  onOpen={() => switchConnection(id)}
                  onSignIn={() => setParams({ sign_in: id })}
                  onEdit={() => setParams({ edit: id })}
                  onDuplicate={() => {
                    setFrom(one())
                    setParams({ new: '1', copy: id })
                  }}
                  onRemove={() => setParams({ remove: id })}
                  onCertificate={() => setParams({ certificate: id })}
                />
              )}
            </Show>
          )}
        </For>
        <DropZone />
      </div>
      <AddDialog
        open={params.new === '1'}
        from={params.copy === undefined ? null : withCopyName(from())}
        onClose={close}
      />
      <EditDialog connection={named(params.edit)} onClose={close} />
      <RemoveDialog connection={named(params.remove)} onClose={close} />
      <CertificateDialog connection={named(params.certificate)} onClose={close} />
      <Dialog
        open={named(params.sign_in) !== undefined}
        onClose={close}
        title={t('connections.signIn.title', signingIn()?.name ?? '')}
        footer={<Button onClick={close}>{t('connections.form.later')}</Button>}
      >
        <div class={text.stack}>
          <Show when={signingIn()}>{(one) => <RemoteSignIn connection={one()} onDone={close} />}</Show>
        </div>
      </Dialog>
    </>
  )
}

function withCopyName(one: ConnectionView | null): ConnectionView | null {
  return one === null ? null : { ...one, name: nameOfCopy(one.name) }
}
