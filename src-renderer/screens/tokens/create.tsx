import KeyRound from 'lucide-solid/icons/key-round'
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js'
import type { Level } from '../../../src-server/contract/permissions.ts'
import { LEVELS } from '../../../src-server/contract/permissions.ts'
import { PRESETS } from '../../../src-server/contract/presets.ts'
import { createToken, type Token, type TokenWithSecret, tokenCreateBody } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { environment } from '../../state/choices.ts'
import { now, zone } from '../../state/clock.ts'
import { context, may } from '../../state/session.ts'
import { AccessMatrix } from '../../ui/access-matrix.tsx'
import { LevelBadge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DiscardDialog } from '../../ui/discard-dialog.tsx'
import { CheckField, RadioField, TextArea, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { dateInputValue, dateWords } from '../../ui/time.ts'
import { AddressField } from './address-field.tsx'
import {
  type CreateValues,
  createBody,
  endsAt,
  expiryChoices,
  type Policy,
  presetOf,
  presetValues,
  problemsOf,
  rowsOf,
  scopesWithin,
  startValues,
  type Warning,
  warningsOf,
} from './create-model.ts'
import { OwnerField } from './owner-field.tsx'
import styles from './scope-picker.module.css'
import { ScopePicker } from './scope-picker.tsx'
import { narrowestFirst, useRoles } from './use-roles.ts'
import { t } from './words.ts'

const strictest: Policy = { max_lifetime_days: 365, default_lifetime_days: 365, allow_never_expires: false }

export interface CreateDialogProps {
  open: boolean
  onClose: () => void
  onCreated: (token: TokenWithSecret) => void
  /** Tokens that are there, to point out a similar one. */
  others: readonly Token[]
  /** From the address bar. */
  proposal: Partial<CreateValues>
}

/** Creating a token, with what it will be able to do beside the form, live. */
export default function CreateDialog(props: CreateDialogProps) {
  const policy = (): Policy => context()?.token_policy ?? strictest
  const start = (): CreateValues => ({
    ...startValues(policy(), environment(), context()?.user?.id ?? ''),
    ...props.proposal,
  })
  const [discarding, setDiscarding] = createSignal(false)
  const roles = useRoles()
  const latest = (): string => dateWords(now() + policy().max_lifetime_days * 86_400_000, zone())
  const form = createForm({
    initial: start(),
    body: (values: CreateValues) => createBody(values, now(), zone()),
    schema: tokenCreateBody,
    check: (values: CreateValues) =>
      problemsOf(values, policy(), now(), zone(), {
        missing: t('tokens.form.expiresMissing'),
        tooLate: t('tokens.form.expiresTooLate', latest()),
        past: t('tokens.form.expiresPast'),
        name: t('tokens.form.nameMissing'),
      }),
    send: (body) => call(createToken, { body }),
    done: (token) => {
      props.onClose()
      props.onCreated(token)
    },
  })
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (open) form.reset(start())
      },
    ),
  )
  const close = (): void => {
    if (form.dirty()) setDiscarding(true)
    else props.onClose()
  }
  const role = createMemo(() => roles().find((one) => one.key === form.values.role))
  const lockedFeatures = (): string[] => (context()?.locks ?? []).map((lock) => lock.feature)
  const rows = createMemo(() => rowsOf(form.values, role(), lockedFeatures()))
  const warnings = createMemo(() => warningsOf({ ...form.values }, rows(), props.others))
  const chosenPreset = createMemo(() => presetOf(form.values))
  const roleOptions = createMemo<SelectOption[]>(() =>
    narrowestFirst(roles()).map((one) => ({
      value: one.key,
      label: one.built_in ? one.name : t('tokens.form.customRole', one.name),
      detail: one.assignable ? one.description : t('tokens.form.customRoleOff'),
      disabled: !one.assignable,
    })),
  )
  const end = (): string => {
    const at = endsAt(form.values, now(), zone())
    if (at === null) return t('tokens.form.neverFoot')
    return at === undefined ? '' : t('tokens.form.expiresFoot', dateWords(at, zone()))
  }
  const chooseLevel = (level: Level): void => form.assign({ level, scopes: scopesWithin(level, form.values.scopes) })
  const pageName = (): string => context()?.page?.name ?? ''

  return (
    <>
      <Dialog
        wide
        open={props.open}
        onClose={close}
        icon={KeyRound}
        title={t('tokens.form.title')}
        description={t('tokens.form.words')}
        onSubmitKeys={() => void form.submit()}
        footer={
          <>
            <span class={styles.foot}>{end()}</span>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button variant="primary" keys="mod+Enter" busy={form.sending()} onClick={() => void form.submit()}>
              {t('tokens.form.submit')}
            </Button>
          </>
        }
      >
        <form
          class={styles.split}
          ref={form.element}
          onSubmit={(event) => {
            event.preventDefault()
            void form.submit()
          }}
        >
          <div class={styles.column}>
            <div class={styles.presets} role="group" aria-label={t('tokens.form.presets')}>
              <For each={PRESETS}>
                {(preset, index) => (
                  <>
                    <Show when={preset.group === 'job' && PRESETS[index() - 1]?.group === 'first'}>
                      <span class={styles.job}>{t('tokens.form.forAJob')}</span>
                    </Show>
                    <button
                      type="button"
                      class={styles.preset}
                      aria-pressed={chosenPreset()?.key === preset.key ? 'true' : 'false'}
                      data-tip={preset.description}
                      onClick={() => form.assign(presetValues(preset))}
                    >
                      {preset.name}
                    </button>
                  </>
                )}
              </For>
              <Show when={chosenPreset() === null}>
                <span class={styles.preset} aria-current="true" data-custom>
                  {t('tokens.form.custom')}
                </span>
              </Show>
            </div>
            <TextField
              label={t('tokens.form.name')}
              hint={t('tokens.form.nameHint')}
              {...form.text('name')}
              maxLength={120}
              autofocus
            />
            <TextArea
              label={t('tokens.form.description')}
              optional
              placeholder={t('tokens.form.descriptionPlaceholder')}
              {...form.text('description')}
              maxLength={1000}
            />
            <OwnerField
              value={form.values.owner}
              onChange={(owner) => form.set('owner', owner)}
              error={form.error('/owner_id')}
              current={null}
            />
            <RadioField
              look="cards"
              label={t('tokens.form.level')}
              value={form.values.level}
              onChange={chooseLevel}
              choices={LEVELS.map((level) => ({
                value: level,
                label: <LevelBadge level={level} />,
                detail: t(`tokens.form.levelDetail.${level}`),
              }))}
              error={form.error('/permission')}
              name="/permission"
            />
            <ScopePicker
              level={form.values.level}
              value={form.values.scopes}
              onChange={(scopes) => form.set('scopes', scopes)}
            />
            <Select
              label={t('tokens.form.role')}
              options={roleOptions()}
              value={form.values.role}
              onChange={(key) => form.set('role', key)}
              error={form.error('/role_key')}
              name="/role_key"
            />
            <RadioField
              look="segments"
              label={t('tokens.form.expires')}
              value={form.values.expiry}
              onChange={(expiry) => form.set('expiry', expiry)}
              choices={expiryChoices(policy()).map((value) => ({ value, label: t(`tokens.form.days.${value}`) }))}
              error={
                form.values.expiry === 'date'
                  ? undefined
                  : (form.error('/expires_in_days') ?? form.error('/expires_at'))
              }
            />
            <Show when={form.values.expiry === 'date'}>
              <TextField
                label={t('tokens.form.expiresOn')}
                type="date"
                hint={t('tokens.form.expiresOnHint', latest())}
                min={dateInputValue(now(), zone())}
                max={dateInputValue(now() + policy().max_lifetime_days * 86_400_000, zone())}
                {...form.text('lastDay', '/expires_at')}
              />
            </Show>
            <Show when={may('settings:write')}>
              <CheckField
                label={t('tokens.form.terraform')}
                hint={t('tokens.form.terraformHint')}
                checked={form.values.terraform}
                onChange={(on) => form.set('terraform', on)}
              />
            </Show>
            <details class={styles.more} open={props.proposal.notes !== undefined}>
              <summary>{t('tokens.form.more')}</summary>
              <div class={styles.column}>
                <RadioField
                  look="cards"
                  label={t('tokens.form.purpose')}
                  value={form.values.purpose}
                  onChange={(purpose) => form.set('purpose', purpose)}
                  choices={[
                    {
                      value: 'automation',
                      label: t('tokens.form.automation'),
                      detail: t('tokens.form.automationDetail'),
                    },
                    {
                      value: 'interactive',
                      label: t('tokens.form.interactive'),
                      detail: t('tokens.form.interactiveDetail'),
                    },
                  ]}
                />
                <AddressField
                  values={form.values.addresses}
                  onChange={(addresses) => form.set('addresses', addresses)}
                  error={form.error('/allowed_ips')}
                />
                <Show when={environment() === 'live'}>
                  <RadioField
                    look="cards"
                    label={t('tokens.form.environment')}
                    value={form.values.environment}
                    onChange={(name) => form.set('environment', name)}
                    choices={[
                      { value: 'live', label: t('tokens.form.live'), detail: t('tokens.form.liveDetail') },
                      { value: 'test', label: t('tokens.form.test'), detail: t('tokens.form.testDetail') },
                    ]}
                  />
                </Show>
                <Show when={context()?.every_page === true && (context()?.pages.length ?? 0) > 1}>
                  <RadioField
                    look="cards"
                    label={t('tokens.form.pages')}
                    value={form.values.reach}
                    onChange={(reach) => form.set('reach', reach)}
                    choices={[
                      { value: 'page', label: t('tokens.form.thisPage', pageName()) },
                      { value: 'all', label: t('tokens.form.allPages'), detail: t('tokens.form.allPagesDetail') },
                    ]}
                    error={form.error('/page_id')}
                  />
                </Show>
                <TextArea
                  label={t('tokens.form.notes')}
                  optional
                  hint={t('tokens.form.notesHint')}
                  {...form.text('notes')}
                  maxLength={10_000}
                />
              </div>
            </details>
          </div>
          <div class={styles.aside}>
            <AccessMatrix boxed live rows={rows()} />
            <For each={warnings()}>{(warning) => <Callout tone="warn">{warningWords(warning)}</Callout>}</For>
          </div>
        </form>
        <FormProblem problem={form.problem()} />
        <For each={form.others(shownFields)}>{(problem) => <Callout tone="danger">{problem.message}</Callout>}</For>
      </Dialog>
      <DiscardDialog
        open={discarding()}
        thing={t('tokens.form.thing')}
        onKeep={() => setDiscarding(false)}
        onDiscard={() => {
          setDiscarding(false)
          props.onClose()
        }}
      />
    </>
  )
}

const shownFields = [
  '/name',
  '/description',
  '/notes',
  '/owner_id',
  '/permission',
  '/role_key',
  '/expires_at',
  '/expires_in_days',
  '/allowed_ips',
  '/page_id',
]

function warningWords(warning: Warning): string {
  switch (warning.kind) {
    case 'admin_anywhere':
      return t('tokens.form.warnAdminAnywhere')
    case 'changes_nothing':
      return t('tokens.form.warnChangesNothing')
    case 'no_scope':
      return t('tokens.form.limitNone')
    case 'similar':
      return t('tokens.form.warnSimilar', warning.name)
  }
}
