import ImageIcon from 'lucide-solid/icons/image'
import { createSignal, Show } from 'solid-js'
import buttons from './button.module.css'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import { fileProblem, keptBytes, pictureHost, pictureTypes } from './picture.ts'
import styles from './picture-field.module.css'

/** What a picture field says; where the picture goes differs from screen to screen. */
export interface PictureWords {
  choose: string
  replace: string
  remove: string
  wrongKind: string
  /** Kilobytes. */
  tooLarge: (kb: number) => string
  kept: (kb: number) => string
  /** The host that it lies on. */
  elsewhere: (host: string) => string
}

/** A picture: a file that is kept here, or the address of one. */
export function PictureField(props: {
  words: PictureWords
  label: string
  hint: string
  value: string
  onChange: (value: string) => void
  error: string | undefined
  name: string
  disabled: boolean
}) {
  const [refused, setRefused] = createSignal<string | null>(null)
  const kept = (): number | null => keptBytes(props.value)
  const read = (file: File | undefined): void => {
    if (file === undefined) return
    const problem = fileProblem(file)
    if (problem !== null) {
      setRefused(problem === 'wrong_kind' ? props.words.wrongKind : props.words.tooLarge(Math.ceil(file.size / 1000)))
      return
    }
    setRefused(null)
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      if (typeof reader.result === 'string') props.onChange(reader.result)
    })
    reader.readAsDataURL(file)
  }
  return (
    <div class={styles.picture}>
      <span class={styles.thumb} aria-hidden="true">
        <Show when={kept() !== null} fallback={<ImageIcon size={22} />}>
          <img src={props.value} alt="" />
        </Show>
      </span>
      <div class={styles.fields}>
        <TextField
          label={props.label}
          optional
          type="text"
          hint={
            kept() !== null
              ? props.words.kept(Math.ceil((kept() ?? 0) / 1000))
              : pictureHost(props.value) === null
                ? props.hint
                : props.words.elsewhere(pictureHost(props.value) ?? '')
          }
          placeholder="https://"
          value={kept() === null ? props.value : ''}
          onChange={props.onChange}
          error={refused() ?? props.error}
          name={props.name}
        />
        <div class={styles.tools}>
          <label class={styles.file}>
            <input
              type="file"
              accept={pictureTypes.join(',')}
              disabled={props.disabled}
              aria-label={`${props.label}: ${props.words.choose}`}
              onChange={(event) => {
                read(event.currentTarget.files?.[0])
                event.currentTarget.value = ''
              }}
            />
            <span class={`${buttons.button} ${buttons.small}`} aria-hidden="true">
              {props.value === '' ? props.words.choose : props.words.replace}
            </span>
          </label>
          <Show when={props.value !== ''}>
            <Button
              small
              onClick={() => {
                setRefused(null)
                props.onChange('')
              }}
            >
              {props.words.remove}
            </Button>
          </Show>
        </div>
      </div>
    </div>
  )
}
