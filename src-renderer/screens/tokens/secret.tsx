import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleX from 'lucide-solid/icons/circle-x'
import Download from 'lucide-solid/icons/download'
import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, Show } from 'solid-js'
import { type TokenWithSecret, validateToken } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { protectContent, saveFile, secretClearsAfterSeconds } from '../../platform.ts'
import { serverIsLocal, serverOrigin } from '../../state/server-address.ts'
import { context } from '../../state/session.ts'
import { noteSecretShown, noteSecretStored } from '../../state/uncopied.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { CheckField } from '../../ui/field.tsx'
import { Code, type Tab, Tabs } from '../../ui/tabs.tsx'
import { curlOf } from './model.ts'
import styles from './secret.module.css'
import { type Snippet, snippetsOf } from './snippets.ts'
import { t } from './words.ts'

/**
 * The secret, once. Escape and a press outside do nothing; Done needs a copy, a saved file or the word that it was stored. The value
 * lives in the signal of whoever opened this and is dropped on Done: no store, no query cache. While it shows, the desktop keeps
 * the window out of screenshots.
 */
export default function SecretDialog(props: {
  token: TokenWithSecret | null
  onDone: (token: TokenWithSecret) => void
}) {
  const shown = useLast(() => props.token)
  const [copied, setCopied] = createSignal(false)
  const [refused, setRefused] = createSignal(false)
  const [stored, setStored] = createSignal(false)
  createEffect(
    on(
      createMemo(() => props.token?.id),
      (id) => {
        protectContent(id !== undefined)
        if (id !== undefined) noteSecretShown(id)
        setCopied(false)
        setRefused(false)
        setStored(false)
      },
    ),
  )
  onCleanup(() => protectContent(false))
  const secret = (): string => props.token?.token ?? ''
  const hint = (): string => {
    if (refused()) return t('tokens.secret.copyFailed')
    const seconds = secretClearsAfterSeconds
    if (seconds === null) return copied() ? t('tokens.secret.copiedHintWeb') : t('tokens.secret.copyHintWeb')
    return copied() ? t('tokens.secret.copiedHint', seconds) : t('tokens.secret.copyHint', seconds)
  }
  const tabs = (token: TokenWithSecret): Tab[] => [
    { id: 'verify', label: t('tokens.secret.verifyTab'), content: () => <Verify token={token} secret={secret} /> },
    ...snippetsOf(token.name, secret(), serverOrigin()).map((snippet) => ({
      id: snippet.id,
      label: snippet.label,
      content: () => <SnippetPanel snippet={snippet} onKept={() => setCopied(true)} />,
    })),
  ]
  return (
    <AlertDialog
      open={props.token !== null}
      onClose={() => {}}
      stay
      icon={CircleCheck}
      title={t('tokens.secret.title', shown()?.name ?? '')}
      description={t('tokens.secret.words')}
      footer={
        <>
          <CheckField class={styles.stored} label={t('tokens.secret.stored')} checked={stored()} onChange={setStored} />
          <Button
            variant="primary"
            disabled={!copied() && !stored()}
            onClick={() => {
              const token = props.token
              if (token === null) return
              noteSecretStored(token.id)
              props.onDone(token)
            }}
          >
            {t('tokens.secret.done')}
          </Button>
        </>
      }
    >
      <div class={styles.secret}>
        <Secret value={secret()} />
        <CopyButton
          variant="primary"
          secret
          text={secret()}
          label={t('tokens.secret.copy')}
          data-autofocus=""
          onCopied={() => setCopied(true)}
          onFailed={() => setRefused(true)}
        />
      </div>
      <p class={styles.hint} role="status">
        {hint()}
      </p>
      <Show when={props.token}>{(token) => <Tabs label={t('tokens.secret.use')} tabs={tabs(token())} />}</Show>
      <p class={styles.hint}>{t('tokens.secret.never')}</p>
      <Show when={serverIsLocal()}>
        <Callout tone="neutral">{t('tokens.secret.localOnly')}</Callout>
      </Show>
    </AlertDialog>
  )
}

/** Selectable as a whole, and reached by keyboard; not read out until focused. */
function Secret(props: { value: string }): JSX.Element {
  return (
    <span class={styles.value} role="textbox" aria-readonly="true" aria-label={t('tokens.secret.label')} tabindex="0">
      {props.value}
    </span>
  )
}

type Verdict = { kind: 'idle' } | { kind: 'busy' } | { kind: 'good' | 'bad'; words: string }

function Verify(props: { token: TokenWithSecret; secret: () => string }) {
  const [verdict, setVerdict] = createSignal<Verdict>({ kind: 'idle' })
  const curl = (): string => curlOf(serverOrigin())
  const verify = async (): Promise<void> => {
    setVerdict({ kind: 'busy' })
    try {
      const reply = await call(validateToken, { body: { token: props.secret() } })
      const found = reply.token
      if (reply.valid && found !== undefined) {
        const where =
          found.page_id === null
            ? t('tokens.form.allPages')
            : (context()?.pages.find((page) => page.id === found.page_id)?.hosts[0] ?? context()?.page?.name ?? '')
        setVerdict({ kind: 'good', words: t('tokens.secret.valid', found.permission, found.role_name, where) })
      } else setVerdict({ kind: 'bad', words: t('tokens.secret.invalid', reply.reason ?? t('common.unknown')) })
    } catch {
      setVerdict({ kind: 'bad', words: t('tokens.secret.verifyFailed') })
    }
  }
  const outcome = () => {
    const now = verdict()
    return now.kind === 'good' || now.kind === 'bad' ? now : null
  }
  return (
    <>
      <Code label={t('tokens.secret.verifyTab')}>{curl()}</Code>
      <div class={styles.tools}>
        <CopyButton small text={curl()} label={t('tokens.secret.copyCurl')} />
        <Button small busy={verdict().kind === 'busy'} onClick={() => void verify()}>
          {t('tokens.secret.verify')}
        </Button>
        <span role="status" class={styles.verdict}>
          <Show when={outcome()}>
            {(done) => (
              <span class={`${styles.verdict} ${done().kind === 'good' ? styles.good : styles.bad}`}>
                {done().kind === 'good' ? (
                  <CircleCheck size={14} aria-hidden="true" />
                ) : (
                  <CircleX size={14} aria-hidden="true" />
                )}
                {done().words}
              </span>
            )}
          </Show>
        </span>
      </div>
    </>
  )
}

function SnippetPanel(props: { snippet: Snippet; onKept: () => void }) {
  const holdsSecret = (): boolean => props.snippet.copy !== props.snippet.shown
  return (
    <>
      <Code label={props.snippet.label}>{props.snippet.shown.trimEnd()}</Code>
      <div class={styles.tools}>
        <CopyButton
          small
          secret={holdsSecret()}
          text={props.snippet.copy}
          label={t('tokens.secret.copySnippet')}
          onCopied={() => holdsSecret() && props.onKept()}
        />
        <Show when={props.snippet.file}>
          {(file) => (
            <Button
              small
              icon={Download}
              onClick={() => {
                saveFile(file(), new Blob([props.snippet.copy], { type: 'text/plain' }))
                props.onKept()
              }}
            >
              {t('tokens.secret.save')}
            </Button>
          )}
        </Show>
      </div>
    </>
  )
}
