import ChevronDown from 'lucide-solid/icons/chevron-down'
import { createEffect, createSignal, on } from 'solid-js'
import { now, zone } from '../../state/clock.ts'
import buttons from '../../ui/button.module.css'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { MenuButton } from '../../ui/menu.tsx'
import text from '../../ui/text.module.css'
import { dateTimeInputValue, instantOfWallTime } from '../../ui/time.ts'
import { momentOf } from './query-language.ts'
import { presetLabel, rangePresets, rangeWords } from './range.ts'
import { t } from './words.ts'

/** Which stretch of time is looked at: a few usual ones, or two ends of one's own. */
export function RangeMenu(props: { from: string; to: string; onChange: (from: string, to: string) => void }) {
  const [choosing, setChoosing] = createSignal(false)
  const words = (): string => rangeWords(props.from, props.to, { now: now(), zone: zone() })
  return (
    <>
      <MenuButton
        class={`${buttons.button} ${buttons.small}`}
        label={t('audit.range.label', words())}
        entries={[
          {
            id: 'any',
            label: t('audit.range.any'),
            checked: props.from === '' && props.to === '',
            run: () => props.onChange('', ''),
          },
          ...rangePresets.map((preset) => ({
            id: preset,
            label: presetLabel(preset),
            checked: props.from === preset && props.to === '',
            run: () => props.onChange(preset, ''),
          })),
          { id: 'custom', label: t('audit.range.custom'), separated: true, run: () => setChoosing(true) },
        ]}
      >
        <span>{words()}</span>
        <ChevronDown size={13} aria-hidden="true" />
      </MenuButton>
      <RangeDialog
        open={choosing()}
        from={props.from}
        to={props.to}
        onClose={() => setChoosing(false)}
        onChange={props.onChange}
      />
    </>
  )
}

function RangeDialog(props: {
  open: boolean
  from: string
  to: string
  onClose: () => void
  onChange: (from: string, to: string) => void
}) {
  const wallTime = (value: string, end: 'from' | 'to'): string => {
    const at = value === '' ? null : momentOf(value, end, { now: now(), zone: zone() })
    return at === null ? '' : dateTimeInputValue(at, zone())
  }
  const form = createForm({
    initial: { from: '', to: '' },
    body: (values) => values,
    check: ({ from, to }) => {
      const [start, end] = [instantOfWallTime(from, zone()), instantOfWallTime(to, zone())]
      return start !== null && end !== null && end < start ? [{ path: '/to', message: t('audit.range.backwards') }] : []
    },
    send: async ({ from, to }) => {
      // Written out with its zone, so that the link means the same to everyone.
      const exact = (value: string): string => {
        const at = instantOfWallTime(value, zone())
        return at === null ? '' : new Date(at).toISOString()
      }
      props.onClose()
      props.onChange(exact(from), exact(to))
    },
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) form.reset({ from: wallTime(props.from, 'from'), to: wallTime(props.to, 'to') })
      },
    ),
  )
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={t('audit.range.customTitle')}
      description={t('audit.range.customWords', zone())}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" onClick={() => void form.submit()}>
            {t('audit.range.apply')}
          </Button>
        </>
      }
    >
      <div ref={form.element} class={text.contents}>
        <TextField label={t('audit.range.from')} optional type="datetime-local" autofocus {...form.text('from')} />
        <TextField label={t('audit.range.to')} optional type="datetime-local" {...form.text('to')} />
      </div>
    </Dialog>
  )
}
