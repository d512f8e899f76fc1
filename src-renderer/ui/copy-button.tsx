import Check from 'lucide-solid/icons/check'
import Copy from 'lucide-solid/icons/copy'
import { createSignal, onCleanup } from 'solid-js'
import { clipboard } from '../platform.ts'
import { t } from '../strings/strings.ts'
import { Button, type ButtonProps } from './button.tsx'

export interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'icon' | 'children'> {
  text: string
  label: string
  /** A credential: the clipboard is cleared again after a minute where the platform can do that. */
  secret?: boolean
  onCopied?: () => void
  /** The clipboard refused (a page that is not in focus, a policy): say what to do instead. */
  onFailed?: () => void
}

/** Copies its text and says so for a moment. */
export function CopyButton(props: CopyButtonProps) {
  const [done, setDone] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const copy = async (): Promise<void> => {
    const copied = await clipboard.write(props.text, props.secret === true)
    if (!copied) {
      props.onFailed?.()
      return
    }
    props.onCopied?.()
    setDone(true)
    clearTimeout(timer)
    timer = setTimeout(() => setDone(false), 2500)
  }
  return (
    <Button
      variant={props.variant}
      small={props.small}
      keys={props.keys}
      data-autofocus={props['data-autofocus']}
      icon={done() ? Check : Copy}
      onClick={() => void copy()}
    >
      {done() ? t('common.copied') : props.label}
    </Button>
  )
}
