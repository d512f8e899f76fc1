import { A } from '@solidjs/router'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { createEffect, createMemo, on, Show } from 'solid-js'
import { rotateBody, rotateToken, type TokenWithSecret } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { now, zone } from '../../state/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Dialog, useLast } from '../../ui/dialog.tsx'
import { RadioField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { dateTimeWords } from '../../ui/time.ts'
import type { TokenDialogProps } from './revoke.tsx'
import {
  type HardStop,
  hardStopChoices,
  lifetimeWordsAt,
  type Overlap,
  overlapChoices,
  rotationBody,
} from './rotate-model.ts'
import { t } from './words.ts'

/** A new secret with the same access; how long the old one goes on, and when it stops whatever happens. */
export default function RotateDialog(
  props: TokenDialogProps & { onRotated: (token: TokenWithSecret, atOnce: boolean) => void },
) {
  const token = useLast(() => props.token)
  const form = createForm({
    initial: { overlap: '86400' as Overlap, hardStop: '604800' as HardStop },
    body: rotationBody,
    schema: rotateBody,
    send: async (body) => {
      const target = token()
      if (target === undefined) throw new Error('There is no token to rotate.')
      return call(rotateToken, { params: { id: target.id }, body })
    },
    done: (successor) => {
      props.onClose()
      void props.actions.changed()
      props.onRotated(successor, form.values.overlap === '0')
    },
  })
  createEffect(
    on(
      createMemo(() => props.token?.id),
      (id) => {
        if (id !== undefined) form.reset()
      },
    ),
  )
  const hardStopAt = createMemo(() => now() + Number(form.values.hardStop) * 1000)
  return (
    <Dialog
      open={props.token !== undefined}
      onClose={props.onClose}
      icon={RefreshCw}
      title={t('tokens.rotate.title', token()?.name ?? '')}
      description={t('tokens.rotate.words')}
      onSubmitKeys={() => void form.submit()}
      returnTo={() => {
        const target = token()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
            {t('tokens.rotate.submit')}
          </Button>
        </>
      }
    >
      <Show when={token()}>
        {(target) => (
          <p>
            {t('tokens.rotate.keepsAccess', target().permission, target().role_name)}{' '}
            <Show when={lifetimeWordsAt(target(), now())}>
              {(at) => t('tokens.rotate.expires', dateTimeWords(at(), zone()))}
            </Show>{' '}
            <Show when={!target().role_assignable}>{t('tokens.rotate.customRole')}</Show>
          </p>
        )}
      </Show>
      <RadioField
        look="chips"
        label={t('tokens.rotate.overlap')}
        value={form.values.overlap}
        onChange={(overlap) => form.set('overlap', overlap)}
        choices={overlapChoices.map((value) => ({ value, label: t(`tokens.rotate.overlaps.${value}`) }))}
        error={form.error('/overlap_seconds')}
      />
      <Show when={form.values.overlap !== '0'} fallback={<Callout tone="warn">{t('tokens.rotate.atOnce')}</Callout>}>
        <RadioField
          look="chips"
          label={t('tokens.rotate.hardStop')}
          value={form.values.hardStop}
          onChange={(hardStop) => form.set('hardStop', hardStop)}
          choices={hardStopChoices.map((value) => ({ value, label: t(`tokens.rotate.hardStops.${value}`) }))}
          hint={t('tokens.rotate.hardStopHint', dateTimeWords(hardStopAt(), zone()))}
          error={form.error('/hard_stop_seconds')}
        />
      </Show>
      <FormProblem problem={form.problem()} />
      <Show when={form.problem()?.state === 'token_limit' ? token() : undefined}>
        {(target) => <A href={`/tokens?line=${target().id}`}>{t('tokens.rotate.line')}</A>}
      </Show>
    </Dialog>
  )
}
