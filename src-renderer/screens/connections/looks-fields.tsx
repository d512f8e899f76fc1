import type { ConnectionColour, SafeMode, SignInKind } from '../../../src-main/bridge/contract.ts'
import { safeModeOrder } from '../../state/safe-modes.ts'
import { Stripe } from '../../ui/connection-mark.tsx'
import { RadioField, TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './connections.module.css'
import { t } from './words.ts'

const colours = [
  'red',
  'amber',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
  'grey',
] as const satisfies readonly ConnectionColour[]

export interface Looks {
  name: string
  environment: string
  colour: ConnectionColour
  safe_mode: SafeMode
}

export interface LooksFieldsProps {
  values: Looks
  set: <Key extends keyof Looks>(key: Key, value: Looks[Key]) => void
  error: (pointer: string) => string | undefined
  /** The environment is chosen elsewhere. */
  withoutEnvironment?: boolean
  /** How one signs in: only a password can be asked for again. `null`: the local workspace, which has one. */
  signIn: SignInKind | null
  autofocus?: boolean
}

/** What a person calls a connection, and how careful this app is with it. */
export function LooksFields(props: LooksFieldsProps) {
  return (
    <>
      <TextField
        label={t('connections.form.name')}
        maxLength={60}
        name="/name"
        value={props.values.name}
        error={props.error('/name')}
        onChange={(name) => props.set('name', name)}
        autofocus={props.autofocus === true}
      />
      {props.withoutEnvironment === true ? null : (
        <TextField
          label={t('connections.form.environment')}
          maxLength={24}
          name="/environment"
          value={props.values.environment}
          error={props.error('/environment')}
          onChange={(environment) => props.set('environment', environment)}
        />
      )}
      <RadioField
        label={t('connections.form.colour')}
        look="chips"
        value={props.values.colour}
        onChange={(colour) => props.set('colour', colour)}
        choices={colours.map((colour) => ({
          value: colour,
          label: (
            <span class={styles.swatch}>
              <Stripe colour={colour} bar />
              {t(`connections.form.colours.${colour}`)}
            </span>
          ),
        }))}
      />
      <Select
        label={t('connections.form.safeMode')}
        value={props.values.safe_mode}
        onChange={(mode) => {
          const chosen = safeModeOrder.find((one) => one === mode)
          if (chosen !== undefined) props.set('safe_mode', chosen)
        }}
        options={safeModeOrder.map((mode) => {
          const isOut = mode === 'password' && props.signIn !== null && props.signIn !== 'password'
          return {
            value: mode,
            label: t(`connections.modes.${mode}`),
            detail: isOut ? t('connections.passwordModeOnly') : t(`connections.modeHints.${mode}`),
            disabled: isOut,
          }
        })}
      />
    </>
  )
}
