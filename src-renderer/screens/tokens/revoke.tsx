import { A } from '@solidjs/router'
import Ban from 'lucide-solid/icons/ban'
import { createEffect, createMemo, on, Show } from 'solid-js'
import { listAuditLog } from '../../../src-server/contract/audit.ts'
import { revokeToken, type Token } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { useApi } from '../../api/query.ts'
import { now } from '../../state/clock.ts'
import { may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, useLast } from '../../ui/dialog.tsx'
import { RadioField, TextArea } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import text from '../../ui/text.module.css'
import { relativeWords } from '../../ui/time.ts'
import { toast } from '../../ui/toasts.tsx'
import type { TokenActions } from './actions.ts'
import { type RevokeReason, reasonText, revokeReasons, usedWithin } from './model.ts'
import { t } from './words.ts'

const weekMs = 7 * 86_400_000

export interface TokenDialogProps {
  token: Token | undefined
  onClose: () => void
  actions: TokenActions
  returnTo?: (token: Token) => HTMLElement | null
}

/** Ends a token for good; asks why, says who still uses it, offers rotation instead. */
export function RevokeDialog(props: TokenDialogProps) {
  const token = useLast(() => props.token)
  const form = createForm({
    initial: { reason: '' as RevokeReason | '', details: '' },
    body: (values) => ({
      reason: values.reason === '' ? '' : reasonText(t(`tokens.revoke.reasons.${values.reason}`), values.details),
    }),
    check: (values) => (values.reason === '' ? [{ path: '/reason', message: t('tokens.revoke.reasonMissing') }] : []),
    send: async (body) => {
      const target = token()
      if (target === undefined) throw new Error('There is no token to revoke.')
      return call(revokeToken, { params: { id: target.id }, body })
    },
    done: (revoked) => {
      props.onClose()
      void props.actions.changed()
      toast(
        t('tokens.revoke.done', revoked.name),
        t('tokens.revoke.doneDetail', 403),
        props.actions.showInAudit(revoked.id),
      )
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
  const recent = createMemo(() => {
    const target = token()
    return target !== undefined && target.status === 'active' && usedWithin(target, 7, now())
  })
  // To the hour, so that the question stays the same while the dialog is open.
  const sinceMs = (): number => Math.floor((now() - weekMs) / 3_600_000) * 3_600_000
  const rows = useApi(() => ({
    endpoint: listAuditLog,
    input: {
      query: {
        actor_id: token()?.id ?? '',
        kind: 'request' as const,
        from: new Date(sinceMs()).toISOString(),
        limit: '200',
      },
    },
    enabled: props.token !== undefined && recent() && may('audit:read'),
  }))
  return (
    <AlertDialog
      open={props.token !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={Ban}
      title={t('tokens.revoke.title', token()?.name ?? '')}
      description={t('tokens.revoke.body')}
      keep={t('tokens.revoke.keep')}
      onSubmitKeys={() => void form.submit()}
      returnTo={() => {
        const target = token()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('tokens.revoke.confirm')}
        </Button>
      }
    >
      <Show when={recent() ? token() : undefined}>
        {(target) => (
          <Callout tone="warn">
            <Show when={rows.data()} fallback={<LastUse token={target()} counted={false} />}>
              {(page) => (
                <>
                  <b>{t('tokens.revoke.used', page().data.length, page().next_cursor !== null)}</b>{' '}
                  <LastUse token={target()} counted />
                </>
              )}
            </Show>{' '}
            {t('tokens.revoke.instead')} <A href={`/tokens?rotate=${target().id}`}>{t('tokens.revoke.rotateLink')}</A>{' '}
            {t('tokens.revoke.insteadEnd')}
          </Callout>
        )}
      </Show>
      <div ref={form.element} class={text.contents}>
        <RadioField
          look="chips"
          label={t('tokens.revoke.reason')}
          value={form.values.reason}
          onChange={(reason) => form.set('reason', reason)}
          choices={revokeReasons.map((value) => ({ value, label: t(`tokens.revoke.reasons.${value}`) }))}
          error={form.error('/reason')}
          name="/reason"
        />
        <TextArea
          label={t('tokens.revoke.details')}
          optional
          placeholder={t('tokens.revoke.detailsPlaceholder')}
          maxLength={400}
          value={form.values.details}
          onChange={(details) => form.set('details', details)}
        />
      </div>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}

function LastUse(props: { token: Token; counted: boolean }) {
  const words = (): string => {
    const at = props.token.last_used_at
    const when = at === null ? '' : relativeWords(Date.parse(at), now())
    return props.counted ? t('tokens.revoke.last', when) : t('tokens.revoke.lastUsed', when)
  }
  return (
    <>
      {words()} <code>{props.token.last_used_ip}</code>.
    </>
  )
}
