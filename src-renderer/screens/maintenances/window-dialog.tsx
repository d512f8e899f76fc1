import Wrench from 'lucide-solid/icons/wrench'
import { createMemo, createSignal, Show } from 'solid-js'
import { listMaintenances } from '../../../src-server/contract/maintenances.ts'
import { useComponents } from '../../api/components.ts'
import { useApi } from '../../api/query.ts'
import { zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { ComponentPicker } from '../../ui/component-picker.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { RadioField, TextArea, TextField } from '../../ui/field.tsx'
import type { Form } from '../../ui/form.ts'
import { Prose } from '../../ui/prose.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { instantOfWallTime } from '../../ui/time.ts'
import styles from './maintenances.module.css'
import { endAfter, type Length, lengthOf, lengths, overlapsOf, type WindowValues } from './model.ts'
import { Overlaps } from './overlaps.tsx'
import { windowWords } from './window-words.ts'
import { t } from './words.ts'

/** The fields of a window, new or there already: what is done, when, to which components, and how visitors read it. */
export function WindowDialog(props: {
  open: boolean
  title: string
  submit: string
  form: Form<WindowValues>
  id: string | null
  fixed: 'none' | 'start' | 'all'
  onClose: () => void
}) {
  const [discarding, setDiscarding] = createSignal(false)
  const { components, groups } = useComponents()
  const others = useApi(() => ({
    endpoint: listMaintenances,
    input: { query: { sort: '-scheduled_for' as const, limit: '100' } },
    enabled: props.open,
  }))
  const form = () => props.form
  const values = () => form().values
  const window = createMemo(() => {
    const [from, until] = [instantOfWallTime(values().from, zone()), instantOfWallTime(values().until, zone())]
    return from === null || until === null || until <= from ? null : { from, until }
  })
  const overlaps = createMemo(() => {
    const found = window()
    return found === null || props.fixed === 'all'
      ? []
      : overlapsOf({ id: props.id, ...found, components: [...values().components] }, others.data()?.data ?? [])
  })
  const length = (): Length => lengthOf(values(), zone())
  // The end goes along with the start, so that the length stays.
  const moveStart = (from: string): void => {
    const before = window()
    const start = instantOfWallTime(from, zone())
    const kept = length()
    form().set('from', from)
    if (kept !== 'other') form().set('until', endAfter(from, kept, zone()))
    else if (before !== null && start !== null && before.until <= start)
      form().set('until', endAfter(from, 'h1', zone()))
  }
  const close = (): void => {
    if (form().dirty()) setDiscarding(true)
    else props.onClose()
  }
  const publicNames = (): string =>
    components()
      .filter((component) => component.public && values().components.includes(component.id))
      .map((component) => component.name)
      .join(', ')
  return (
    <>
      <Dialog
        wide
        open={props.open}
        onClose={close}
        icon={Wrench}
        title={props.title}
        description={t('maintenances.form.words')}
        onSubmitKeys={() => void form().submit()}
        footer={
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form().sending()} onClick={() => void form().submit()}>
              {props.submit}
            </Button>
          </>
        }
      >
        <form
          ref={form().element}
          class={styles.composer}
          onSubmit={(event) => {
            event.preventDefault()
            void form().submit()
          }}
        >
          <div class={styles.fields}>
            <TextField
              label={t('maintenances.form.name')}
              placeholder={t('maintenances.form.namePlaceholder')}
              maxLength={120}
              autofocus
              {...form().text('name')}
            />
            <div class={styles.times}>
              <TextField
                label={t('maintenances.form.from', zone())}
                type="datetime-local"
                disabled={props.fixed !== 'none'}
                hint={
                  props.fixed === 'start'
                    ? t('maintenances.form.startFixed')
                    : props.fixed === 'all'
                      ? t('maintenances.form.timesFixed')
                      : undefined
                }
                value={values().from}
                onChange={moveStart}
                error={form().error('/scheduled_for')}
                name="/scheduled_for"
              />
              <TextField
                label={t('maintenances.form.until', zone())}
                type="datetime-local"
                disabled={props.fixed === 'all'}
                value={values().until}
                onChange={(until) => form().set('until', until)}
                error={form().error('/scheduled_until')}
                name="/scheduled_until"
              />
            </div>
            <Show when={props.fixed !== 'all'}>
              <RadioField
                look="chips"
                label={t('maintenances.form.length')}
                value={length()}
                onChange={(chosen) => {
                  if (chosen !== 'other') form().set('until', endAfter(values().from, chosen, zone()))
                }}
                choices={[
                  ...(Object.keys(lengths) as (keyof typeof lengths)[]).map((value) => ({
                    value,
                    label: t(`maintenances.form.lengths.${value}`),
                  })),
                  ...(length() === 'other'
                    ? [{ value: 'other' as const, label: t('maintenances.form.lengths.other') }]
                    : []),
                ]}
              />
            </Show>
            <Overlaps of={overlaps()} />
            <TextArea
              label={t('maintenances.form.body')}
              optional
              rows={3}
              hint={t('content.prose')}
              placeholder={t('maintenances.form.bodyPlaceholder')}
              maxLength={20_000}
              {...form().text('body')}
            />
            <ComponentPicker
              label={t('maintenances.form.components')}
              hint={t('maintenances.form.componentsHint')}
              components={components()}
              groups={groups()}
              picked={values().components.map((id) => ({ id, status: 'under_maintenance' }))}
              onChange={(picked) =>
                form().set(
                  'components',
                  picked.map((one) => one.id),
                )
              }
              error={form().error('/components')}
              name="/components"
            />
            <FormProblem problem={form().problem()} />
          </div>
          <section class={styles.pane} aria-label={t('content.world.title')}>
            <h3>{t('content.world.title')}</h3>
            <article class={styles.worldCard}>
              <h4>{values().name.trim() === '' ? t('content.world.untitled') : values().name}</h4>
              <Show when={window()}>{(found) => <p>{windowWords(found().from, found().until, zone())}</p>}</Show>
              <Show when={publicNames() !== ''}>
                <p class={styles.quiet}>{t('content.world.affects', publicNames())}</p>
              </Show>
              <Prose text={values().body} />
            </article>
          </section>
        </form>
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('maintenances.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}
