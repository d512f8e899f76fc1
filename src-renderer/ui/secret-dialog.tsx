import CircleCheck from 'lucide-solid/icons/circle-check'
import Download from 'lucide-solid/icons/download'
import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, Show } from 'solid-js'
import { protectContent, saveFile, secretClearsAfterSeconds } from '../platform.ts'
import { locked } from '../state/lock.ts'
import { t } from '../strings/strings.ts'
import { Button } from './button.tsx'
import { Code } from './code.tsx'
import { CopyButton } from './copy-button.tsx'
import { AlertDialog, useLast } from './dialog.tsx'
import { CheckField } from './field.tsx'
import styles from './secret-dialog.module.css'
import type { Snippet } from './snippet.ts'
import { type Tab, Tabs } from './tabs.tsx'

/**
 * A secret, once. Escape and a press outside do nothing; Done needs a copy, a saved file or the word that it was stored. The value
 * lives in the signal of whoever opened this and is dropped on Done: no store, no query cache. While it shows, the desktop keeps
 * the window out of screenshots.
 */
export interface SecretDialogProps {
  /** What is shown; `null` closes. */
  secret: { id: string; name: string; value: string } | null
  title: (name: string) => string
  /** The name of the field: "Token secret". */
  label: string
  words: JSX.Element
  /** Ways to use it, beside each other. */
  use: string
  tabs: (secret: () => string) => readonly Tab[]
  snippets: readonly Snippet[]
  /** Below everything. */
  foot?: JSX.Element
  onDone: () => void
}

export function SecretDialog(props: SecretDialogProps) {
  const shown = useLast(() => props.secret)
  const [copied, setCopied] = createSignal(false)
  const [refused, setRefused] = createSignal(false)
  const [stored, setStored] = createSignal(false)
  createEffect(
    on(
      createMemo(() => props.secret?.id),
      (id) => {
        protectContent(id !== undefined)
        setCopied(false)
        setRefused(false)
        setStored(false)
      },
    ),
  )
  onCleanup(() => protectContent(false))
  const value = (): string => props.secret?.value ?? ''
  const hint = (): string => {
    if (refused()) return t('secret.copyFailed')
    const seconds = secretClearsAfterSeconds
    if (seconds === null) return copied() ? t('secret.copiedHintWeb') : t('secret.copyHintWeb')
    return copied() ? t('secret.copiedHint', seconds) : t('secret.copyHint', seconds)
  }
  const tabs = (): Tab[] => [
    ...props.tabs(value),
    ...props.snippets.map((snippet) => ({
      id: snippet.id,
      label: snippet.label,
      content: () => <SnippetPanel snippet={snippet} onKept={() => setCopied(true)} />,
    })),
  ]
  return (
    <AlertDialog
      open={props.secret !== null}
      onClose={() => {}}
      stay
      icon={CircleCheck}
      title={props.title(shown()?.name ?? '')}
      description={props.words}
      footer={
        <>
          <CheckField class={styles.stored} label={t('secret.stored')} checked={stored()} onChange={setStored} />
          <Button
            variant="primary"
            disabled={!copied() && !stored()}
            onClick={() => {
              if (props.secret !== null) props.onDone()
            }}
          >
            {t('secret.done')}
          </Button>
        </>
      }
    >
      <div class={styles.secret}>
        {/* Behind the lock screen it is not in the page. */}
        <Secret label={props.label} value={locked() ? '' : value()} />
        <CopyButton
          variant="primary"
          secret
          text={value()}
          label={t('secret.copy')}
          data-autofocus=""
          onCopied={() => setCopied(true)}
          onFailed={() => setRefused(true)}
        />
      </div>
      <p class={styles.hint} role="status">
        {hint()}
      </p>
      <Show when={props.secret?.id} keyed>
        {(_id) => <Tabs label={props.use} tabs={tabs()} />}
      </Show>
      <p class={styles.hint}>{t('secret.never')}</p>
      {props.foot}
    </AlertDialog>
  )
}

/** Selectable as a whole, and reached by keyboard; not read out until focused. */
function Secret(props: { label: string; value: string }): JSX.Element {
  return (
    <span class={styles.value} role="textbox" aria-readonly="true" aria-label={props.label} tabindex="0">
      {props.value}
    </span>
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
          label={t('secret.copySnippet')}
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
              {t('secret.save')}
            </Button>
          )}
        </Show>
      </div>
    </>
  )
}
