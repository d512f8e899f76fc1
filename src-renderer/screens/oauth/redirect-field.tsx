import Plus from 'lucide-solid/icons/plus'
import X from 'lucide-solid/icons/x'
import { createMemo, createSignal, createUniqueId, Index, Show } from 'solid-js'
import { Button, IconButton } from '../../ui/button.tsx'
import { FieldNotes, TextField } from '../../ui/field.tsx'
import { redirectProblems, repairedRedirect, takesAnyPort } from './model.ts'
import styles from './oauth.module.css'
import { t } from './words.ts'

const most = 20

export const redirectWords = {
  missing: t('oauth.form.redirectMissing'),
  twice: t('oauth.form.redirectTwice'),
  wrong: (words: string) => t('oauth.form.redirectProblem', words),
}

/** One address a row. What is wrong with one is said when it is left, with a press that mends it where a good guess can be made. */
export function RedirectField(props: {
  rows: readonly string[]
  onChange: (rows: string[]) => void
  /** What the form or the server found wrong; given, every row says what is wrong with it. */
  error: string | undefined
}) {
  const id = createUniqueId()
  const [left, setLeft] = createSignal<ReadonlySet<number>>(new Set())
  let list: HTMLDivElement | undefined
  const problems = createMemo(() => redirectProblems(props.rows, redirectWords))
  const problemOf = (index: number): string | undefined =>
    props.error !== undefined || (left().has(index) && props.rows[index]?.trim() !== '') ? problems()[index] : undefined
  const put = (index: number, value: string): void =>
    props.onChange(props.rows.map((row, at) => (at === index ? value : row)))
  const focusRow = (index: number): void => {
    requestAnimationFrame(() => list?.querySelectorAll('input')[index]?.focus())
  }
  const add = (): void => {
    const place = props.rows.length
    props.onChange([...props.rows, ''])
    focusRow(place)
  }
  const remove = (index: number): void => {
    props.onChange(props.rows.filter((_, at) => at !== index))
    setLeft(new Set<number>())
    focusRow(Math.max(0, index - 1))
  }
  return (
    <fieldset class={styles.rows} aria-describedby={`${id}-hint`}>
      <legend>{t('oauth.form.redirects')}</legend>
      <div class={styles.rowList} ref={list}>
        <Index each={props.rows}>
          {(row, index) => (
            <div class={styles.row}>
              <TextField
                class={styles.rowField}
                label={t('oauth.form.redirect', index + 1)}
                labelHidden
                mono
                placeholder={index === 0 ? t('oauth.form.redirectPlaceholder') : undefined}
                maxLength={500}
                inputmode="url"
                value={row()}
                onChange={(value) => put(index, value)}
                onBlur={() => setLeft((before) => new Set([...before, index]))}
                error={problemOf(index)}
                hint={takesAnyPort(row()) ? t('oauth.builder.loopbackPort') : undefined}
                name={`/redirect_uris/${index}`}
              />
              <Show when={props.rows.length > 1}>
                <IconButton icon={X} label={t('oauth.form.removeRedirect', index + 1)} onClick={() => remove(index)} />
              </Show>
              <Show when={problemOf(index) === undefined ? null : repairedRedirect(row())}>
                {(mended) => (
                  <div class={styles.mend}>
                    <Button
                      small
                      onClick={() => {
                        put(index, mended())
                        focusRow(index)
                      }}
                    >
                      {t('oauth.form.repair', mended())}
                    </Button>
                  </div>
                )}
              </Show>
            </div>
          )}
        </Index>
      </div>
      <Show when={props.rows.length < most}>
        <div>
          <Button small icon={Plus} onClick={add}>
            {t('oauth.form.addRedirect')}
          </Button>
        </div>
      </Show>
      <FieldNotes
        id={id}
        hint={t('oauth.form.redirectsHint')}
        error={problems().some((problem) => problem !== undefined) ? undefined : props.error}
      />
    </fieldset>
  )
}
