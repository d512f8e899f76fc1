import Power from 'lucide-solid/icons/power'
import { createSignal, Show } from 'solid-js'
import { updateOrgSettings } from '../../../src-server/contract/org.ts'
import { call } from '../../api/call.ts'
import { useInvalidate } from '../../api/query.ts'
import { context, may, refreshContext } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { AlertDialog } from '../../ui/dialog.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { t } from './words.ts'

/** While API access is off for the workspace: what that means, and how it is turned on. */
export function ApiAccessOff() {
  const [asking, setAsking] = createSignal(false)
  const invalidate = useInvalidate()
  const form = createForm({
    initial: {},
    body: () => ({ features: { api_access: true } }),
    send: (body) => call(updateOrgSettings, { body }),
    done: () => {
      setAsking(false)
      void refreshContext()
      void invalidate('org', 'tokens')
      toast(t('tokens.off.done'), t('tokens.off.doneDetail'))
    },
  })
  return (
    <Show when={context()?.features.api_access === false}>
      <Callout
        tone="warn"
        aside={
          <Show when={may('settings:write') && context()?.every_page === true}>
            <Button small onClick={() => setAsking(true)}>
              {t('tokens.off.turnOn')}
            </Button>
          </Show>
        }
      >
        {t('tokens.off.words')} <Show when={!may('settings:write')}>{t('tokens.off.onlyOwner')}</Show>
      </Callout>
      <AlertDialog
        open={asking()}
        onClose={() => setAsking(false)}
        icon={Power}
        title={t('tokens.off.title')}
        description={t('tokens.off.body')}
        keep={t('tokens.off.keep')}
        footer={
          <Button variant="primary" busy={form.sending()} onClick={() => void form.submit()}>
            {t('tokens.off.confirm')}
          </Button>
        }
      >
        <FormProblem problem={form.problem()} />
      </AlertDialog>
    </Show>
  )
}
