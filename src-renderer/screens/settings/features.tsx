import PowerOff from 'lucide-solid/icons/power-off'
import { createSignal } from 'solid-js'
import { type OrgSettings, updateOrgSettings } from '../../../src-server/contract/org.ts'
import { tokenStats } from '../../../src-server/contract/tokens.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { useApi } from '../../api/query.ts'
import { may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { AlertDialog } from '../../ui/dialog.tsx'
import { SwitchField } from '../../ui/field.tsx'
import { Card } from '../../ui/page.tsx'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import styles from './settings.module.css'
import { t } from './words.ts'

/** What is switched on in the workspace. Switches count at once; turning off what tokens live by asks first. */
export function Features(props: {
  settings: OrgSettings
  isOwner: boolean
  fixed: boolean
  onChanged: () => Promise<void>
}) {
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const [busy, setBusy] = createSignal(false)
  const [asking, setAsking] = createSignal(false)
  const stats = useApi(() => ({ endpoint: tokenStats, enabled: asking() && may('tokens:read') }))
  const set = async (features: Partial<OrgSettings['features']>, title: string, detail?: string): Promise<void> => {
    setBusy(true)
    setRefusal(null)
    try {
      await call(updateOrgSettings, { body: { features } })
      await props.onChanged()
      toast(title, detail)
      setAsking(false)
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (problem.code !== 'cancelled') setRefusal(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card title={t('settings.policy.features')}>
      <div class={styles.fields}>
        <SwitchField
          label={t('settings.policy.rbac')}
          hint={t('settings.policy.rbacHint')}
          checked={props.settings.features.advanced_rbac}
          disabled={props.fixed || busy()}
          onChange={(on) =>
            void set({ advanced_rbac: on }, on ? t('settings.policy.rbacOn') : t('settings.policy.rbacOff'))
          }
        />
        <SwitchField
          label={t('settings.policy.api')}
          hint={
            props.isOwner
              ? t('settings.policy.apiHint')
              : `${t('settings.policy.apiHint')} ${t('settings.policy.ownerOnly')}`
          }
          checked={props.settings.features.api_access && !asking()}
          disabled={props.fixed || !props.isOwner || busy()}
          onChange={(on) => {
            if (on) void set({ api_access: true }, t('settings.policy.apiOn'), t('settings.policy.apiOnDetail'))
            else setAsking(true)
          }}
        />
        <FormProblem problem={asking() ? null : refusal()} />
      </div>
      <AlertDialog
        open={asking()}
        onClose={() => setAsking(false)}
        tone="danger"
        icon={PowerOff}
        title={t('settings.policy.apiOffTitle')}
        description={t('settings.policy.apiOffBody', stats.data()?.active ?? null)}
        keep={t('settings.policy.apiKeep')}
        footer={
          <Button
            variant="danger"
            busy={busy()}
            onClick={() =>
              void set({ api_access: false }, t('settings.policy.apiOff'), t('settings.policy.apiOffDetail'))
            }
          >
            {t('settings.policy.apiConfirm')}
          </Button>
        }
      >
        <FormProblem problem={refusal()} />
      </AlertDialog>
    </Card>
  )
}
