import Download from 'lucide-solid/icons/download'
import KeyRound from 'lucide-solid/icons/key-round'
import { createEffect, createSignal, For, onCleanup } from 'solid-js'
import { protectContent, saveFile, servedFrom } from '../../platform.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { CheckField } from '../../ui/field.tsx'
import text from '../../ui/text.module.css'
import styles from './account.module.css'
import { recoveryFile } from './model.ts'
import { t } from './words.ts'

/**
 * Recovery codes, once. Escape and a press outside do nothing; Done needs a copy, a saved file or the word that they were stored. They live in
 * the signal of whoever opened this, and nowhere else.
 */
export function RecoveryCodes(props: { codes: readonly string[] | null; onDone: () => void }) {
  const shown = useLast(() => props.codes)
  const [kept, setKept] = createSignal(false)
  const [stored, setStored] = createSignal(false)
  createEffect(() => {
    protectContent(props.codes !== null)
    if (props.codes === null) return
    setKept(false)
    setStored(false)
  })
  onCleanup(() => protectContent(false))
  const file = (): string =>
    recoveryFile({
      workspace: context()?.workspace.name ?? '',
      email: context()?.user?.email ?? '',
      address: servedFrom().origin,
      codes: props.codes ?? [],
    })
  return (
    <AlertDialog
      open={props.codes !== null}
      onClose={() => {}}
      stay
      icon={KeyRound}
      title={t('account.codes.title')}
      description={t('account.codes.words')}
      footer={
        <>
          <CheckField class={text.grow} label={t('account.codes.stored')} checked={stored()} onChange={setStored} />
          <Button
            variant="primary"
            disabled={!kept() && !stored()}
            onClick={() => {
              if (props.codes !== null) props.onDone()
            }}
          >
            {t('account.codes.done')}
          </Button>
        </>
      }
    >
      <ol class={styles.codes} aria-label={t('account.codes.label')}>
        <For each={shown() ?? []}>{(code) => <li>{code}</li>}</For>
      </ol>
      <div class={text.wrap}>
        <CopyButton
          variant="primary"
          secret
          text={(props.codes ?? []).join('\n')}
          label={t('account.codes.copy')}
          data-autofocus=""
          onCopied={() => setKept(true)}
        />
        <Button
          icon={Download}
          onClick={() => {
            saveFile('beatkeeper-recovery-codes.txt', new Blob([file()], { type: 'text/plain' }))
            setKept(true)
          }}
        >
          {t('account.codes.download')}
        </Button>
      </div>
      <p class={text.hint}>{t('account.codes.hint')}</p>
    </AlertDialog>
  )
}
