import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleX from 'lucide-solid/icons/circle-x'
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js'
import { type TokenWithSecret, validateToken } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { context } from '../../state/session.ts'
import { noteSecretShown, noteSecretStored } from '../../state/uncopied.ts'
import { workspaceIsLocal, workspaceOrigin } from '../../state/workspace-address.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Code } from '../../ui/code.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useLast } from '../../ui/dialog.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { curlOf } from './model.ts'
import styles from './secret.module.css'
import { snippetsOf } from './snippets.ts'
import { t } from './words.ts'

/** The secret of a token, once, with ways to use it and a check that it works. */
export default function TokenSecretDialog(props: {
  token: TokenWithSecret | null
  onDone: (token: TokenWithSecret) => void
}) {
  const shown = useLast(() => props.token)
  createEffect(
    on(
      createMemo(() => props.token?.id),
      (id) => {
        if (id !== undefined) noteSecretShown(id)
      },
    ),
  )
  const secret = () => {
    const token = props.token
    return token === null ? null : { id: token.id, name: token.name, value: token.token }
  }
  return (
    <SecretDialog
      secret={secret()}
      title={(name) => t('tokens.secret.title', name)}
      label={t('tokens.secret.label')}
      words={t('tokens.secret.words')}
      use={t('tokens.secret.use')}
      tabs={(value) => [
        { id: 'verify', label: t('tokens.secret.verifyTab'), content: () => <Verify secret={value} /> },
      ]}
      snippets={snippetsOf(shown()?.name ?? '', props.token?.token ?? '', workspaceOrigin())}
      foot={
        <Show when={workspaceIsLocal()}>
          <Callout tone="neutral">{t('tokens.secret.localOnly')}</Callout>
        </Show>
      }
      onDone={() => {
        const token = props.token
        if (token === null) return
        noteSecretStored(token.id)
        props.onDone(token)
      }}
    />
  )
}

type Verdict = { kind: 'idle' } | { kind: 'busy' } | { kind: 'good' | 'bad'; words: string }

function Verify(props: { secret: () => string }) {
  const [verdict, setVerdict] = createSignal<Verdict>({ kind: 'idle' })
  const curl = (): string => curlOf(workspaceOrigin())
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
