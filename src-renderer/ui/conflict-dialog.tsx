import GitMerge from 'lucide-solid/icons/git-merge'
import { For, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import { Button } from './button.tsx'
import styles from './conflict-dialog.module.css'
import { Dialog, useLast } from './dialog.tsx'
import { Hidden } from './hidden.tsx'
import { conflictingKeys, type Side } from './merge.ts'
import type { VersionedForm } from './versioned-form.ts'

/** Someone else was faster: before, theirs and mine side by side, field by field. Nothing typed is lost. */
export function ConflictDialog<Resource, Values extends object>(props: {
  of: VersionedForm<Resource, Values>
  /** What a field is called. */
  label: (key: keyof Values & string) => string
  /** How a value reads; text as it is, the rest as JSON unless said otherwise. */
  words?: (key: keyof Values & string, value: Values[keyof Values & string]) => string
}) {
  const shown = useLast(() => props.of.conflict())
  const keys = () => {
    const conflict = shown()
    return conflict === undefined ? [] : conflictingKeys(conflict.mine, conflict.theirs)
  }
  const words = (key: keyof Values & string, value: Values[keyof Values & string]): string => {
    const text = props.words?.(key, value) ?? (typeof value === 'string' ? value : JSON.stringify(value))
    return text === '' || text === 'null' ? t('content.conflict.empty') : text
  }
  return (
    <Dialog
      open={props.of.conflict() !== null}
      onClose={props.of.dismissConflict}
      wide
      icon={GitMerge}
      title={t('content.conflict.title')}
      description={t('content.conflict.words')}
      footer={
        <>
          <Button onClick={() => props.of.resolve('theirs')} data-autofocus="">
            {t('content.conflict.useTheirs')}
          </Button>
          <Button onClick={() => props.of.resolve('mine')}>{t('content.conflict.keepMine')}</Button>
          <Button variant="primary" onClick={() => props.of.resolve('chosen')}>
            {t('content.conflict.merge')}
          </Button>
        </>
      }
    >
      <Show when={shown()}>
        {(conflict) => (
          <div class={styles.wrap}>
            <table class={styles.table}>
              <caption>
                <Hidden>{t('content.conflict.caption')}</Hidden>
              </caption>
              <thead>
                <tr>
                  <th scope="col">{t('content.conflict.field')}</th>
                  <th scope="col">{t('content.conflict.before')}</th>
                  <th scope="col">{t('content.conflict.theirs')}</th>
                  <th scope="col">{t('content.conflict.mine')}</th>
                </tr>
              </thead>
              <tbody>
                <For each={keys()} fallback={<SameChange />}>
                  {(key) => {
                    const choice = (side: Side) => (
                      <td>
                        <label class={styles.choice}>
                          <input
                            type="radio"
                            name={`conflict-${key}`}
                            aria-label={`${t('content.conflict.choose', props.label(key))}: ${t(`content.conflict.${side}`)}`}
                            checked={conflict().sides[key] === side}
                            onChange={() => props.of.chooseSide(key, side)}
                          />
                          <span>{words(key, conflict()[side][key])}</span>
                        </label>
                      </td>
                    )
                    return (
                      <tr>
                        <th scope="row">{props.label(key)}</th>
                        <td class={styles.before}>{words(key, conflict().base[key])}</td>
                        {choice('theirs')}
                        {choice('mine')}
                      </tr>
                    )
                  }}
                </For>
              </tbody>
            </table>
          </div>
        )}
      </Show>
    </Dialog>
  )
}

function SameChange() {
  return (
    <tr>
      <td colspan="4">{t('content.conflict.same')}</td>
    </tr>
  )
}
