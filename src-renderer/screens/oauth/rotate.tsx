import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { createMemo, Show } from 'solid-js'
import { type OAuthAppWithSecret, rotateOAuthAppSecret } from '../../../src-server/contract/oauth-apps.ts'
import { call } from '../../api/call.ts'
import { now, zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { RadioField, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { dateTimeWords } from '../../ui/time.ts'
import type { AppDialogProps } from './disable.tsx'
import { t } from './words.ts'

const overlaps = ['0', '3600', '86400', '259200', '604800'] as const
type Overlap = (typeof overlaps)[number]

/** Another client secret; how long the old one goes on. The name is typed: sign-ins of people depend on it. */
export default function RotateDialog(
  props: AppDialogProps & { onRotated: (app: OAuthAppWithSecret, overlapSeconds: number) => void },
) {
  const app = useLast(() => props.app)
  const form = createForm({
    initial: { overlap: '86400' as Overlap, typed: '' },
    body: ({ overlap }) => ({ overlap_seconds: Number(overlap) }),
    schema: rotateOAuthAppSecret.body,
    send: async (body) => {
      const target = app()
      if (target === undefined) throw new Error('There is no app whose secret could be reset.')
      return call(rotateOAuthAppSecret, { params: { id: target.id }, body })
    },
    done: (rotated) => {
      props.onClose()
      void props.actions.changed()
      props.onRotated(rotated, Number(form.values.overlap))
    },
  })
  onOpening(
    () => props.app?.id,
    () => form.reset(),
  )
  const matches = (): boolean => form.values.typed.trim() === app()?.name
  const submit = (): void => {
    if (matches()) void form.submit()
  }
  const until = createMemo(() => now() + Number(form.values.overlap) * 1000)
  return (
    <AlertDialog
      open={props.app !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={RefreshCw}
      title={t('oauth.rotate.title', app()?.name ?? '')}
      description={t('oauth.rotate.body', app()?.grants ?? 0)}
      keep={t('oauth.rotate.keep')}
      onSubmitKeys={submit}
      returnTo={() => {
        const target = app()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" disabled={!matches()} busy={form.sending()} onClick={submit}>
          {t('oauth.rotate.confirm')}
        </Button>
      }
    >
      <form
        class={text.stack}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <RadioField
          look="chips"
          label={t('oauth.rotate.overlap')}
          value={form.values.overlap}
          onChange={(overlap) => form.set('overlap', overlap)}
          choices={overlaps.map((value) => ({ value, label: t(`oauth.rotate.overlaps.${value}`) }))}
          error={form.error('/overlap_seconds')}
          {...(form.values.overlap === '0' ? {} : { hint: t('oauth.rotate.until', dateTimeWords(until(), zone())) })}
        />
        <Show when={form.values.overlap === '0'}>
          <Callout tone="warn">{t('oauth.rotate.atOnce')}</Callout>
        </Show>
        <TextField label={t('oauth.rotate.type', app()?.name ?? '')} {...form.text('typed')} />
      </form>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
