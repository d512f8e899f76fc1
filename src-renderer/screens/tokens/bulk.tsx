import Ban from 'lucide-solid/icons/ban'
import CalendarX from 'lucide-solid/icons/calendar-x'
import Power from 'lucide-solid/icons/power'
import PowerOff from 'lucide-solid/icons/power-off'
import Trash from 'lucide-solid/icons/trash'
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js'
import { bulkTokens, type Token } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { now, zone } from '../../state/clock.ts'
import { Button, type Icon } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { RadioField, TextArea, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { dateInputValue, endOfDay } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import type { TokenActions } from './actions.ts'
import {
  appliesTo,
  type BulkAction,
  couldWork,
  type RevokeReason,
  reasonText,
  revokeReasons,
  someNames,
  usedWithin,
} from './model.ts'
import { t } from './words.ts'

export interface BulkRequest {
  action: BulkAction
  tokens: readonly Token[]
}

const icons: Readonly<Record<BulkAction, Icon>> = {
  revoke: Ban,
  disable: PowerOff,
  enable: Power,
  delete: Trash,
  set_expiry: CalendarX,
}

/** One thing done to many tokens: how many it applies to is said before, what was refused after. */
export default function BulkDialog(props: {
  request: BulkRequest | null
  onClose: () => void
  onDone: () => void
  actions: TokenActions
}) {
  const request = useLast(() => props.request)
  const [refused, setRefused] = createSignal<readonly { name: string; detail: string }[]>([])
  const action = (): BulkAction => request()?.action ?? 'revoke'
  const targets = createMemo(() => appliesTo(action(), request()?.tokens ?? []))
  const count = (): number => targets().length
  const gated = (): boolean => action() === 'revoke' || action() === 'delete'
  const form = createForm({
    initial: { reason: '' as RevokeReason | '', details: '', typed: '', lastDay: '' },
    body: (values) => ({
      ids: targets().map((token) => token.id),
      action: action(),
      ...(action() === 'revoke' && values.reason !== ''
        ? { reason: reasonText(t(`tokens.revoke.reasons.${values.reason}`), values.details) }
        : {}),
      ...(action() === 'set_expiry'
        ? { expires_at: new Date(endOfDay(values.lastDay, zone()) ?? 0).toISOString() }
        : {}),
    }),
    check: (values) => [
      ...(action() === 'revoke' && values.reason === ''
        ? [{ path: '/reason', message: t('tokens.revoke.reasonMissing') }]
        : []),
      ...(gated() && values.typed.trim() !== String(count())
        ? [{ path: '/typed', message: t('tokens.revokeMany.typeWrong', count()) }]
        : []),
      ...(action() === 'set_expiry' && (endOfDay(values.lastDay, zone()) ?? 0) <= now()
        ? [{ path: '/expires_at', message: t('tokens.form.expiresPast') }]
        : []),
    ],
    send: (body) => call(bulkTokens, { body }),
    done: (reply) => {
      void props.actions.changed()
      const done = reply.data.filter((one) => one.outcome === 'done').length
      const names = new Map(targets().map((token) => [token.id, token.name]))
      const failed = reply.data
        .filter((one) => one.outcome === 'refused')
        .map((one) => ({ name: names.get(one.id) ?? one.id, detail: one.detail ?? one.code ?? '' }))
      if (done > 0) toast(t(`tokens.bulkResult.${action()}`, done))
      setRefused(failed)
      if (failed.length === 0) {
        props.onDone()
        props.onClose()
      }
    },
  })
  createEffect(
    on(
      () => props.request !== null,
      (open) => {
        if (!open) return
        setRefused([])
        form.reset()
      },
    ),
  )
  const words = createMemo(() => {
    const n = count()
    switch (action()) {
      case 'revoke': {
        const used = targets().filter((token) => usedWithin(token, 7, now()))
        return {
          title: t('tokens.revokeMany.title', n),
          body: t('tokens.revokeMany.body', used.length, someNames(used.map((token) => token.name))),
          keep: t('tokens.revokeMany.keep'),
          confirm: t('tokens.revokeMany.confirm', n),
        }
      }
      case 'delete': {
        const working = targets().filter(couldWork).length
        return {
          title: t('tokens.removeMany.title', n),
          body: `${t('tokens.removeMany.body')}${working === 0 ? '' : ` ${t('tokens.removeMany.active', working)}`}`,
          keep: t('tokens.removeMany.keep'),
          confirm: t('tokens.removeMany.confirm', n),
        }
      }
      case 'disable':
        return {
          title: t('tokens.disableMany.title', n),
          body: t('tokens.disableMany.body'),
          keep: t('tokens.disableMany.keep'),
          confirm: t('tokens.disableMany.confirm', n),
        }
      case 'enable':
        return {
          title: t('tokens.enableMany.title', n),
          body: t('tokens.enableMany.body'),
          keep: t('tokens.enableMany.keep'),
          confirm: t('tokens.enableMany.confirm', n),
        }
      case 'set_expiry':
        return {
          title: t('tokens.expiryMany.title', n),
          body: t('tokens.expiryMany.body'),
          keep: t('tokens.expiryMany.keep'),
          confirm: t('tokens.expiryMany.confirm', n),
        }
    }
  })
  const isDangerous = (): boolean => action() === 'revoke' || action() === 'delete'
  return (
    <AlertDialog
      open={props.request !== null}
      onClose={props.onClose}
      {...(isDangerous() ? { tone: 'danger' as const } : {})}
      icon={icons[action()]}
      title={words().title}
      description={words().body}
      keep={refused().length > 0 ? t('common.close') : words().keep}
      onSubmitKeys={() => void form.submit()}
      footer={
        <Show when={refused().length === 0}>
          <Button
            variant={isDangerous() ? 'danger' : 'primary'}
            disabled={count() === 0}
            busy={form.sending()}
            onClick={() => void form.submit()}
          >
            {words().confirm}
          </Button>
        </Show>
      }
    >
      <Show
        when={refused().length === 0}
        fallback={
          <Callout tone="warn" role="alert">
            {t('tokens.bulkResult.refused', refused().length)}
            <ul>
              <For each={refused()}>
                {(one) => (
                  <li>
                    <b>{one.name}</b>: {one.detail}
                  </li>
                )}
              </For>
            </ul>
          </Callout>
        }
      >
        <p>{t('tokens.bulkResult.applies', count(), (request()?.tokens.length ?? 0) - count())}</p>
        <div ref={form.element} class={text.contents}>
          <Show when={action() === 'revoke'}>
            <RadioField
              look="chips"
              label={t('tokens.revoke.reason')}
              value={form.values.reason}
              onChange={(reason) => form.set('reason', reason)}
              choices={revokeReasons.map((value) => ({ value, label: t(`tokens.revoke.reasons.${value}`) }))}
              error={form.error('/reason')}
            />
            <TextArea
              label={t('tokens.revoke.details')}
              optional
              placeholder={t('tokens.revoke.detailsPlaceholder')}
              maxLength={400}
              {...form.text('details')}
            />
          </Show>
          <Show when={action() === 'set_expiry'}>
            <TextField
              label={t('tokens.form.expiresOn')}
              type="date"
              min={dateInputValue(now(), zone())}
              {...form.text('lastDay', '/expires_at')}
            />
          </Show>
          <Show when={gated()}>
            <TextField label={t('tokens.revokeMany.type', count())} inputmode="numeric" {...form.text('typed')} />
          </Show>
        </div>
        <FormProblem problem={form.problem()} />
      </Show>
    </AlertDialog>
  )
}
