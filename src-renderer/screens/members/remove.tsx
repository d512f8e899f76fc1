import { useNavigate } from '@solidjs/router'
import UserMinus from 'lucide-solid/icons/user-minus'
import { createMemo, Show } from 'solid-js'
import { deleteMember, listMembers } from '../../../src-server/contract/members.ts'
import { useWholeList } from '../../api/all-pages.ts'
import { call } from '../../api/call.ts'
import { hasScreen } from '../../screen-ids.ts'
import { context, may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { RadioField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select } from '../../ui/select.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import { type TokenFate, tokenFates } from './model.ts'
import type { MemberDialogProps } from './role.tsx'
import { t } from './words.ts'

const nobody = '-'

/** Removes someone, and asks what becomes of the tokens that they answer for. */
export function RemoveDialog(props: MemberDialogProps) {
  const navigate = useNavigate()
  const member = useLast(() => props.member)
  const owned = (): number => member()?.tokens ?? 0
  const asks = (): boolean => owned() > 0 && may('tokens:write')
  const form = createForm({
    initial: { fate: 'keep' as TokenFate, heir: '' },
    body: (values) =>
      asks()
        ? {
            tokens: values.fate,
            ...(values.heir === '' || values.fate === 'revoke' ? {} : { reassign_to: values.heir }),
          }
        : {},
    send: async (body, values) => {
      const target = member()
      if (target === undefined) throw new Error('There is no member to remove.')
      await call(deleteMember, { params: { id: target.id }, body })
      return { target, fate: values.fate }
    },
    done: ({ target, fate }) => {
      props.onClose()
      props.onChanged()
      toast(
        t('members.remove.done', target.name),
        target.tokens === 0
          ? t('members.remove.doneDetail.none')
          : t(`members.remove.doneDetail.${fate}`, target.tokens),
        hasScreen('audit') && may('audit:read')
          ? { label: t('members.remove.showInAudit'), run: () => navigate('/audit?q=action:member.remove') }
          : undefined,
      )
    },
  })
  onOpening(
    () => props.member?.id,
    () => form.reset(),
  )
  const others = useWholeList(() => ({
    endpoint: listMembers,
    input: { query: { status: 'active' as const, sort: 'name' as const, limit: '200' } },
    enabled: props.member !== undefined && asks(),
  }))
  const heirs = createMemo(() => [
    { value: nobody, label: t('members.remove.nobody'), detail: t('members.remove.nobodyDetail') },
    ...(others.data() ?? [])
      .filter((one) => one.id !== member()?.id)
      .map((one) => ({ value: one.id, label: one.name, detail: one.email })),
  ])
  return (
    <AlertDialog
      open={props.member !== undefined}
      onClose={props.onClose}
      tone="danger"
      icon={UserMinus}
      title={t('members.remove.title', member()?.name ?? '')}
      description={t('members.remove.body')}
      keep={t('members.remove.keep')}
      onSubmitKeys={() => void form.submit()}
      returnTo={() => {
        const target = member()
        return target === undefined ? null : props.returnTo?.(target)
      }}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('members.remove.confirm', member()?.name ?? '')}
        </Button>
      }
    >
      <Show when={member()?.id === context()?.user?.id}>
        <Callout tone="warn">{t('members.remove.self')}</Callout>
      </Show>
      <Show when={owned() > 0 && !asks()}>
        <Callout tone="warn">{t('members.remove.needsTokens', owned())}</Callout>
      </Show>
      <Show when={asks()}>
        <div ref={form.element} class={text.stack}>
          <RadioField
            look="cards"
            label={t('members.remove.tokens', owned())}
            value={form.values.fate}
            onChange={(fate) => form.set('fate', fate)}
            choices={tokenFates.map((value) => ({
              value,
              label: t(`members.remove.fate.${value}`),
              detail: t(`members.remove.fateDetail.${value}`),
            }))}
          />
          <Show when={form.values.fate !== 'revoke'}>
            <Select
              label={t('members.remove.reassign')}
              options={heirs()}
              value={form.values.heir === '' ? nobody : form.values.heir}
              onChange={(value) => form.set('heir', value === nobody ? '' : value)}
              error={form.error('/reassign_to')}
              name="/reassign_to"
            />
          </Show>
        </div>
      </Show>
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
