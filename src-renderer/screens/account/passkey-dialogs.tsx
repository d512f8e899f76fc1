import Fingerprint from 'lucide-solid/icons/fingerprint-pattern'
import { createUniqueId } from 'solid-js'
import { deletePasskey, type PasskeyResource, renamePasskey } from '../../../src-server/contract/passkeys.ts'
import { call } from '../../api/call.ts'
import { ApiProblem, problemOf } from '../../api/problem.ts'
import { ownUserAgent } from '../../platform.ts'
import { makePasskey } from '../../state/passkeys.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog, Dialog, onOpening, useLast } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { agentOf } from './model.ts'
import { t } from './words.ts'

interface DialogsProps {
  adding: boolean
  renaming: PasskeyResource | null
  removing: PasskeyResource | null
  onClose: () => void
  onChanged: () => void
}

/** Making, renaming and removing a passkey. */
export default function PasskeyDialogs(props: DialogsProps) {
  return (
    <>
      <NameDialog
        open={props.adding}
        title={t('account.addPasskey.title')}
        words={t('account.addPasskey.words')}
        submit={t('account.addPasskey.submit')}
        name={suggestedName()}
        send={makePasskey}
        done={(name) => toast(t('account.addPasskey.done', name), t('account.addPasskey.doneDetail'))}
        onClose={props.onClose}
        onChanged={props.onChanged}
      />
      <NameDialog
        open={props.renaming !== null}
        title={t('account.renamePasskey.title')}
        words={t('account.renamePasskey.words')}
        submit={t('account.renamePasskey.submit')}
        name={props.renaming?.name ?? ''}
        send={(name) => call(renamePasskey, { params: { id: props.renaming?.id ?? '' }, body: { name } })}
        done={(name) => toast(t('account.renamePasskey.done'), name)}
        onClose={props.onClose}
        onChanged={props.onChanged}
      />
      <RemoveDialog passkey={props.removing} onClose={props.onClose} onChanged={props.onChanged} />
    </>
  )
}

/** What this device is called: `Chrome 142 on Linux`. */
function suggestedName(): string {
  const { browser, system } = agentOf(ownUserAgent)
  const name = browser ?? t('account.unknownBrowser')
  return system === null ? name : t('account.onSystem', name, system)
}

function NameDialog(props: {
  open: boolean
  title: string
  words: string
  submit: string
  name: string
  send: (name: string) => Promise<PasskeyResource>
  done: (name: string) => void
  onClose: () => void
  onChanged: () => void
}) {
  const formId = createUniqueId()
  const form = createForm({
    initial: { name: '' },
    body: (values) => ({ name: values.name.trim() }),
    schema: renamePasskey.body,
    check: (values) =>
      values.name.trim() === '' ? [{ path: '/name', message: t('account.addPasskey.nameMissing') }] : [],
    send: async ({ name }) => {
      try {
        return await props.send(name)
      } catch (thrown) {
        const problem = problemOf(thrown)
        // Renaming what was removed meanwhile: the list says so.
        if (problem.state === 'missing') props.onChanged()
        throw problem.code === 'passkey_cancelled' ? new ApiProblem({ ...problem, errors: [] }) : thrown
      }
    },
    done: ({ name }) => {
      props.onClose()
      props.onChanged()
      props.done(name)
    },
  })
  onOpening(
    () => props.open,
    () => form.reset({ name: props.name }),
  )
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      icon={Fingerprint}
      title={props.title}
      description={props.words}
      mayClose={() => !form.sending()}
      onSubmitKeys={() => void form.submit()}
      footer={
        <>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" keys="mod+Enter" busy={form.sending()}>
            {props.submit}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        ref={form.element}
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <TextField
          label={t('account.addPasskey.name')}
          hint={t('account.addPasskey.nameHint')}
          {...form.text('name')}
          maxLength={120}
          autofocus
        />
      </form>
      <FormProblem problem={form.problem()} />
    </Dialog>
  )
}

function RemoveDialog(props: { passkey: PasskeyResource | null; onClose: () => void; onChanged: () => void }) {
  const shown = useLast(() => props.passkey)
  const form = createForm({
    initial: {},
    body: () => undefined,
    send: async () => {
      try {
        await call(deletePasskey, { params: { id: props.passkey?.id ?? '' } })
      } catch (thrown) {
        // One that is gone already is what was wanted.
        if (problemOf(thrown).state !== 'missing') throw thrown
      }
    },
    done: () => {
      props.onClose()
      props.onChanged()
      toast(t('account.removePasskey.done', shown()?.name ?? ''), t('account.removePasskey.doneDetail'))
    },
  })
  onOpening(
    () => props.passkey?.id,
    () => form.reset(),
  )
  return (
    <AlertDialog
      open={props.passkey !== null}
      onClose={props.onClose}
      tone="danger"
      icon={Fingerprint}
      title={t('account.removePasskey.title', shown()?.name ?? '')}
      description={t('account.removePasskey.words')}
      keep={t('account.removePasskey.keep')}
      footer={
        <Button variant="danger" busy={form.sending()} onClick={() => void form.submit()}>
          {t('account.removePasskey.submit')}
        </Button>
      }
    >
      <FormProblem problem={form.problem()} />
    </AlertDialog>
  )
}
