import ShieldCheck from 'lucide-solid/icons/shield-check'
import ShieldOff from 'lucide-solid/icons/shield-off'
import { Show } from 'solid-js'
import type { ReplyOf } from '../../../src-server/contract/endpoint.ts'
import type { getTwoFactor } from '../../../src-server/contract/two-factor.ts'
import type { Result } from '../../api/query.ts'
import { now } from '../../state/clock.ts'
import { awayReason } from '../../state/connection.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Card, Facts } from '../../ui/page.tsx'
import { ScreenState } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { relativeWords } from '../../ui/time.ts'
import { areFewCodesLeft, type TwoFactorStep } from './model.ts'
import { t } from './words.ts'

export type TwoFactorState = ReplyOf<typeof getTwoFactor>

/** Whether a code is asked for besides the password, and what can be done about it. */
export function TwoFactorCard(props: { result: Result<TwoFactorState>; onStep: (step: TwoFactorStep) => void }) {
  return (
    <Card
      title={t('account.twoFactor.title')}
      actions={
        <Show when={props.result.data()}>
          {(state) => (
            <Show
              when={state().enabled}
              fallback={
                <Badge tone="neutral" icon={ShieldOff}>
                  {t('account.twoFactor.off')}
                </Badge>
              }
            >
              <Badge tone="ok" icon={ShieldCheck}>
                {t('account.twoFactor.on')}
              </Badge>
            </Show>
          )}
        </Show>
      }
    >
      <ScreenState result={props.result} things={t('account.twoFactor.things')} skeleton={<SkeletonRows rows={2} />}>
        {(state) => (
          <Show when={state().enabled} fallback={<Off onStep={props.onStep} />}>
            <On state={state()} onStep={props.onStep} />
          </Show>
        )}
      </ScreenState>
    </Card>
  )
}

function Off(props: { onStep: (step: TwoFactorStep) => void }) {
  return (
    <div class={text.stack}>
      <p class={text.secondary}>{t('account.twoFactor.offWords')}</p>
      <div>
        <Button icon={ShieldCheck} unavailable={awayReason()} onClick={() => props.onStep('two-factor')}>
          {t('account.twoFactor.turnOn')}
        </Button>
      </div>
    </div>
  )
}

function On(props: { state: TwoFactorState; onStep: (step: TwoFactorStep) => void }) {
  const ago = (at: string | null): string => (at === null ? '–' : relativeWords(Date.parse(at), now()))
  return (
    <div class={text.stack}>
      <Show when={areFewCodesLeft(props.state.recovery_codes_left)}>
        <Callout tone="warn">{t('account.twoFactor.fewCodes', props.state.recovery_codes_left)}</Callout>
      </Show>
      <Facts
        of={[
          { label: t('account.twoFactor.since'), value: ago(props.state.enabled_at) },
          {
            label: t('account.twoFactor.lastCode'),
            value: props.state.last_used_at === null ? t('account.twoFactor.never') : ago(props.state.last_used_at),
          },
          { label: t('account.twoFactor.codesLeft'), value: props.state.recovery_codes_left },
        ]}
      />
      <div class={text.wrap}>
        <Button small unavailable={awayReason()} onClick={() => props.onStep('recovery-codes')}>
          {t('account.twoFactor.newCodes')}
        </Button>
        <Button small unavailable={awayReason()} onClick={() => props.onStep('two-factor')}>
          {t('account.twoFactor.move')}
        </Button>
        <Button small unavailable={awayReason()} onClick={() => props.onStep('two-factor-off')}>
          {t('account.twoFactor.turnOff')}
        </Button>
      </div>
    </div>
  )
}
