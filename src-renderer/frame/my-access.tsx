import ShieldCheck from 'lucide-solid/icons/shield-check'
import { createMemo, Show } from 'solid-js'
import { effectiveAccess } from '../../src-server/access/effective.ts'
import { accessMatrix } from '../../src-server/access/matrix.ts'
import { setOf } from '../../src-server/access/permission-set.ts'
import { closeMyAccess, myAccessIsOpen } from '../state/my-access.ts'
import { context } from '../state/session.ts'
import { t } from '../strings/strings.ts'
import { AccessMatrix } from '../ui/access-matrix.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** What the signed-in person may do on the page at hand, from the server's own answer. */
export default function MyAccess() {
  const rows = createMemo(() => {
    const held = context()?.effective_permissions
    return held === undefined
      ? undefined
      : accessMatrix(effectiveAccess({ level: null, scopes: null, role: setOf(held) }))
  })
  return (
    <Dialog
      open={myAccessIsOpen()}
      onClose={closeMyAccess}
      icon={ShieldCheck}
      title={t('access.mine')}
      description={`${context()?.role_name ?? context()?.role_key ?? ''} · ${context()?.page?.name ?? context()?.workspace.name ?? ''}`}
      footer={<Button onClick={closeMyAccess}>{t('common.close')}</Button>}
    >
      <Show when={rows()}>{(shown) => <AccessMatrix rows={shown()} hint={t('access.mineHint')} />}</Show>
    </Dialog>
  )
}
