import { createEffect, createMemo, on, Show } from 'solid-js'
import { getOrgSettings, type OrgSettings, updateOrgSettings } from '../../../src-server/contract/org.ts'
import { listTokens, tokenStats } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { useApi, useInvalidate } from '../../api/query.ts'
import { callVersioned } from '../../api/versioned.ts'
import { context, may, refreshContext } from '../../state/session.ts'
import { Callout } from '../../ui/callout.tsx'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { CheckField, TextField, type TextFieldProps } from '../../ui/field.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { Card, Cards, Column } from '../../ui/page.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { toast } from '../../ui/toasts.tsx'
import { createVersionedForm, type VersionedForm } from '../../ui/versioned-form.ts'
import { Features } from './features.tsx'
import {
  blankPolicy,
  bodyOf,
  endingLater,
  figurePointers,
  type PolicyValues,
  policyProblems,
  valuesOf,
} from './policy-model.ts'
import styles from './settings.module.css'
import { t } from './words.ts'

const looked = 200

/** What holds for the whole workspace: features, token policy, how long the log is kept. */
export function Policy(props: { settings: OrgSettings }) {
  const invalidate = useInvalidate()
  const isOwner = (): boolean => context()?.role_key === 'owner' && context()?.every_page === true
  const fixed = (): boolean => !may('settings:write') || context()?.every_page !== true
  const changed = async (): Promise<void> => {
    await Promise.all([invalidate('org', 'roles', 'tokens'), refreshContext()])
  }
  const edit: VersionedForm<OrgSettings, PolicyValues> = createVersionedForm<
    OrgSettings,
    PolicyValues,
    ReturnType<typeof bodyOf>
  >({
    blank: blankPolicy,
    read: () => callVersioned(getOrgSettings),
    valuesOf,
    body: bodyOf,
    schema: updateOrgSettings.body,
    check: (values) => policyProblems(values, edit.base(), t('settings.policy.defaultTooLong')),
    words: (_pointer, message) => (/expected|invalid input/i.test(message) ? t('settings.policy.number') : undefined),
    send: (body, ifMatch) => call(updateOrgSettings, { body, ifMatch }),
    done: () => {
      void changed()
      toast(t('settings.policy.saved'))
    },
  })
  const form = edit.form
  createEffect(
    on(
      () => props.settings,
      (settings) => {
        if (!form.dirty() && !form.sending()) edit.open(settings)
      },
    ),
  )
  const figure = (
    key: keyof typeof figurePointers,
  ): Pick<TextFieldProps, 'value' | 'onChange' | 'error' | 'name' | 'inputmode'> => ({
    ...form.text(key, figurePointers[key]),
    inputmode: 'numeric',
  })
  const stats = useApi(() => ({ endpoint: tokenStats, enabled: may('tokens:read') }))
  const last = useApi(() => ({
    endpoint: listTokens,
    input: { query: { status: 'active' as const, sort: '-expires_at' as const, limit: String(looked) } },
    enabled: may('tokens:read'),
  }))
  const whatIf = createMemo(() => {
    const [tokens, figures] = [last.data(), stats.data()]
    if (tokens === undefined || figures === undefined) return undefined
    const over = endingLater(tokens.data, form.values.max_lifetime_days)
    return t('settings.policy.maxLifetimeWhatIf', over, figures.active, over === looked && tokens.next_cursor !== null)
  })
  const ownerHint = (words: string): string => (isOwner() ? words : `${words} ${t('settings.policy.ownerOnly')}`)
  return (
    <>
      <div class={styles.notes}>
        <Show when={fixed()}>
          <Callout tone="neutral">
            {may('settings:write') ? t('settings.policy.everyPage') : t('settings.readOnly')}
          </Callout>
        </Show>
      </div>
      <form
        ref={form.element}
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <fieldset disabled={fixed()}>
          <Cards>
            <Column wide>
              <Card title={t('settings.policy.tokens')}>
                <div class={styles.fields}>
                  <div class={styles.two}>
                    <div>
                      <TextField
                        label={t('settings.policy.maxLifetime')}
                        hint={t('settings.policy.maxLifetimeHint')}
                        maxLength={3}
                        {...figure('max_lifetime_days')}
                      />
                      <p class={styles.whatIf} role="status">
                        {whatIf()}
                      </p>
                    </div>
                    <TextField
                      label={t('settings.policy.defaultLifetime')}
                      hint={t('settings.policy.defaultLifetimeHint')}
                      maxLength={3}
                      {...figure('default_lifetime_days')}
                    />
                  </div>
                  <CheckField
                    label={t('settings.policy.never')}
                    hint={ownerHint(t('settings.policy.neverHint'))}
                    checked={form.values.allow_never_expires}
                    disabled={!isOwner()}
                    onChange={(on) => form.set('allow_never_expires', on)}
                  />
                  <CheckField
                    label={t('settings.policy.selfRotation')}
                    hint={t('settings.policy.selfRotationHint')}
                    checked={form.values.self_rotation}
                    onChange={(on) => form.set('self_rotation', on)}
                  />
                  <CheckField
                    label={t('settings.policy.perScopeSet')}
                    hint={t('settings.policy.perScopeSetHint')}
                    checked={form.values.limited}
                    onChange={(on) => form.set('limited', on)}
                  />
                  <Show when={form.values.limited}>
                    <TextField
                      label={t('settings.policy.perScopeSetMax')}
                      maxLength={4}
                      {...figure('max_active_per_scope_set')}
                    />
                  </Show>
                  <div class={styles.two}>
                    <TextField
                      label={t('settings.policy.rateLive')}
                      hint={t('settings.policy.rateHint')}
                      maxLength={6}
                      {...figure('rate_limit_live')}
                    />
                    <TextField
                      label={t('settings.policy.rateTest')}
                      hint={t('settings.policy.rateHint')}
                      maxLength={6}
                      {...figure('rate_limit_test')}
                    />
                  </div>
                </div>
              </Card>
              <Card title={t('settings.policy.log')}>
                <div class={styles.fields}>
                  <CheckField
                    label={t('settings.policy.keepForever')}
                    hint={isOwner() ? undefined : t('settings.policy.ownerOnly')}
                    checked={form.values.keep_forever}
                    disabled={!isOwner()}
                    onChange={(on) => form.set('keep_forever', on)}
                  />
                  <Show when={!form.values.keep_forever}>
                    <TextField
                      label={t('settings.policy.retention')}
                      hint={t('settings.policy.retentionHint')}
                      disabled={!isOwner()}
                      maxLength={5}
                      {...figure('retention_days')}
                    />
                  </Show>
                </div>
              </Card>
            </Column>
            <Column>
              <Features settings={props.settings} isOwner={isOwner()} fixed={fixed()} onChanged={changed} />
              <Card title={t('settings.policy.workspace')}>
                <TextField label={t('settings.policy.workspaceName')} maxLength={120} {...form.text('name')} />
              </Card>
            </Column>
          </Cards>
        </fieldset>
      </form>
      <SaveBar
        when={form.dirty() && !fixed()}
        busy={form.sending()}
        problem={form.problem()}
        onDiscard={() => edit.open(props.settings)}
        onSave={() => void form.submit()}
      />
      <LeaveGuard when={form.dirty() && !fixed() && !form.sending()} thing={t('settings.thing')} />
      <ConflictDialog of={edit} label={(key) => t(`settings.policy.field.${key}`)} />
    </>
  )
}
