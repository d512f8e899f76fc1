import ShieldCheck from 'lucide-solid/icons/shield-check'
import ShieldOff from 'lucide-solid/icons/shield-off'
import { createSignal, createUniqueId, type JSX, Show } from 'solid-js'
import type { ReplyOf } from '../../../src-server/contract/endpoint.ts'
import {
  beginTwoFactor,
  confirmTwoFactor,
  disableTwoFactor,
  renewRecoveryCodes,
} from '../../../src-server/contract/two-factor.ts'
import { call } from '../../api/call.ts'
import { ApiProblem, problemOf } from '../../api/problem.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { AlertDialog, Dialog, onOpening } from '../../ui/dialog.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { createForm, type Form } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import text from '../../ui/text.module.css'
import { toast } from '../../ui/toasts.tsx'
import styles from './account.module.css'
import { inGroups, type TwoFactorStep } from './model.ts'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { t } from './words.ts'

interface StepsProps {
  step: TwoFactorStep | null
  /** It is on already: this moves it to another app. */
  isOn: boolean
  onClose: () => void
  onChanged: () => void
}

/** Everything about two-factor that needs more than a button; each ends in a toast, or in codes to be stored. */
export default function TwoFactorDialogs(props: StepsProps) {
  const [codes, setCodes] = createSignal<readonly string[] | null>(null)
  const made = (next: readonly string[]): void => {
    setCodes(next)
    props.onClose()
    props.onChanged()
  }
  return (
    <>
      <TurnOn open={props.step === 'two-factor'} isOn={props.isOn} onClose={props.onClose} onMade={made} />
      <NewCodes open={props.step === 'recovery-codes'} onClose={props.onClose} onMade={made} />
      <TurnOff open={props.step === 'two-factor-off'} onClose={props.onClose} onChanged={props.onChanged} />
      <RecoveryCodes codes={codes()} onDone={() => setCodes(null)} />
    </>
  )
}

type Begun = ReplyOf<typeof beginTwoFactor>

/** Scan, type the first code, done. The secret is in this dialog and in the app, and nowhere else. */
function TurnOn(props: {
  open: boolean
  isOn: boolean
  onClose: () => void
  onMade: (codes: readonly string[]) => void
}) {
  const formId = createUniqueId()
  const [begun, setBegun] = createSignal<Begun | null>(null)
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const close = (): void => {
    setBegun(null)
    props.onClose()
  }
  const begin = async (): Promise<void> => {
    setRefusal(null)
    setBegun(null)
    try {
      setBegun(await call(beginTwoFactor))
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code === 'cancelled') close()
      else setRefusal(problem)
    }
  }
  const form = createForm({
    initial: { code: '' },
    body: (values) => ({ code: values.code.trim() }),
    schema: confirmTwoFactor.body,
    check: (values) => (values.code.trim() === '' ? [{ path: '/code', message: t('session.codeMissing') }] : []),
    words: (_pointer, message) => message,
    send: async (body) => {
      try {
        return await call(confirmTwoFactor, { body })
      } catch (thrown) {
        throw atItsField(problemOf(thrown))
      }
    },
    done: ({ recovery_codes: codes }) => {
      setBegun(null)
      props.onMade(codes)
    },
  })
  onOpening(
    () => props.open,
    () => {
      form.reset()
      void begin()
    },
  )
  return (
    <Dialog
      open={props.open}
      onClose={close}
      icon={ShieldCheck}
      title={props.isOn ? t('account.turnOn.moveTitle') : t('account.turnOn.title')}
      description={props.isOn ? t('account.turnOn.moveWords') : t('account.turnOn.words')}
      mayClose={() => !form.sending()}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            keys="mod+Enter"
            busy={form.sending()}
            disabled={begun() === null}
          >
            {props.isOn ? t('account.turnOn.moveSubmit') : t('account.turnOn.submit')}
          </Button>
        </>
      }
    >
      <FormProblem problem={refusal()} />
      <Show when={begun()} fallback={<SkeletonRows rows={refusal() === null ? 3 : 0} />}>
        {(secret) => (
          <form
            id={formId}
            class={text.stack}
            ref={(element) => {
              form.element(element)
              // It comes after the dialog, whose focus it takes over.
              queueMicrotask(() => element.querySelector<HTMLElement>('[data-autofocus]')?.focus())
            }}
            method="post"
            onSubmit={(event) => {
              event.preventDefault()
              void form.submit()
            }}
          >
            <div class={styles.scan}>
              <QrCode text={secret().uri} label={t('account.turnOn.qr')} />
              <div class={text.stack}>
                <p class={text.secondary}>{t('account.turnOn.scan')}</p>
                <div>
                  <p class={text.hint}>{t('account.turnOn.type')}</p>
                  <span
                    class={styles.typed}
                    tabindex="0"
                    role="textbox"
                    aria-readonly="true"
                    aria-label={t('account.turnOn.secret')}
                  >
                    {inGroups(secret().secret)}
                  </span>
                </div>
                <div>
                  <CopyButton small secret text={secret().secret} label={t('account.turnOn.copy')} />
                </div>
              </div>
            </div>
            <TextField
              label={t('account.turnOn.code')}
              hint={t('account.turnOn.codeHint')}
              {...form.text('code')}
              autocomplete="one-time-code"
              inputmode="numeric"
              maxLength={16}
              mono
              autofocus
            />
          </form>
        )}
      </Show>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}

interface Proof {
  password: string
  code: string
}

const noProof: Proof = { password: '', code: '' }

const checkProof = ({ password, code }: Proof) => [
  ...(password === '' ? [{ path: '/password', message: t('session.passwordMissing') }] : []),
  ...(code.trim() === '' ? [{ path: '/code', message: t('session.codeMissing') }] : []),
]

/** Password and code, for what a session alone must not do. */
function ProofFields(props: { form: Form<Proof>; id: string }): JSX.Element {
  return (
    <form
      id={props.id}
      class={text.stack}
      ref={props.form.element}
      method="post"
      onSubmit={(event) => {
        event.preventDefault()
        void props.form.submit()
      }}
    >
      <input type="text" hidden autocomplete="username" value={context()?.user?.email ?? ''} readOnly />
      <PasswordField
        label={t('session.password')}
        {...props.form.text('password')}
        autocomplete="current-password"
        autofocus
      />
      <TextField
        label={t('session.code')}
        hint={t('session.codeHint')}
        {...props.form.text('code')}
        autocomplete="one-time-code"
        maxLength={64}
        mono
      />
    </form>
  )
}

function NewCodes(props: { open: boolean; onClose: () => void; onMade: (codes: readonly string[]) => void }) {
  const formId = createUniqueId()
  const form = createForm({
    initial: noProof,
    body: ({ password, code }) => ({ password, code: code.trim() }),
    check: checkProof,
    send: async (body) => {
      try {
        return await call(renewRecoveryCodes, { body })
      } catch (thrown) {
        throw atItsField(problemOf(thrown))
      }
    },
    done: ({ recovery_codes: codes }) => props.onMade(codes),
  })
  onOpening(
    () => props.open,
    () => form.reset(),
  )
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      icon={ShieldCheck}
      title={t('account.newCodes.title')}
      description={t('account.newCodes.words')}
      mayClose={() => !form.sending()}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" keys="mod+Enter" busy={form.sending()}>
            {t('account.newCodes.submit')}
          </Button>
        </>
      }
    >
      <ProofFields form={form} id={formId} />
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}

function TurnOff(props: { open: boolean; onClose: () => void; onChanged: () => void }) {
  const formId = createUniqueId()
  const form = createForm({
    initial: noProof,
    body: ({ password, code }) => ({ password, code: code.trim() }),
    check: checkProof,
    send: async (body) => {
      try {
        await call(disableTwoFactor, { body })
      } catch (thrown) {
        throw atItsField(problemOf(thrown))
      }
    },
    done: () => {
      props.onClose()
      props.onChanged()
      toast(t('account.turnOff.done'), t('account.turnOff.doneDetail'))
    },
  })
  onOpening(
    () => props.open,
    () => form.reset(),
  )
  return (
    <AlertDialog
      open={props.open}
      onClose={props.onClose}
      tone="danger"
      icon={ShieldOff}
      title={t('account.turnOff.title')}
      description={t('account.turnOff.words')}
      keep={t('account.turnOff.keep')}
      mayClose={() => !form.sending()}
      footer={
        <Button type="submit" form={formId} variant="danger" busy={form.sending()}>
          {t('account.turnOff.submit')}
        </Button>
      }
    >
      <ProofFields form={form} id={formId} />
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}

/** The refusals that are about one field, though the server names none. */
function atItsField(problem: ApiProblem): ApiProblem {
  const at = (path: string, message: string): ApiProblem =>
    new ApiProblem({ ...problem, detail: message, errors: [{ path, message }] })
  if (problem.code === 'login_failed') return at('/password', t('account.change.currentWrong'))
  if (problem.code === 'two_factor_failed') return at('/code', t('session.codeWrong'))
  return problem
}
