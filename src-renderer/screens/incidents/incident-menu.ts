import Check from 'lucide-solid/icons/check'
import Eye from 'lucide-solid/icons/eye'
import EyeOff from 'lucide-solid/icons/eye-off'
import FolderOpen from 'lucide-solid/icons/folder-open'
import MessageSquarePlus from 'lucide-solid/icons/message-square-plus'
import Pencil from 'lucide-solid/icons/pencil'
import Trash from 'lucide-solid/icons/trash'
import UserCheck from 'lucide-solid/icons/user-check'
import type { Incident } from '../../../src-server/contract/incidents.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { isOpen } from './model.ts'
import { t } from './words.ts'

export type IncidentStep = 'update' | 'close' | 'publish' | 'unpublish' | 'edit' | 'delete'

/** What can be done with an incident. `open` leads to it; `step` opens one of its dialogs. */
export function incidentMenu(
  incident: Incident,
  can: { write: boolean; open?: () => void; step: (step: IncidentStep) => void; acknowledge: () => void },
): MenuEntry[] {
  const refused = can.write ? undefined : t('incidents.menu.notAllowed')
  const resolved = isOpen(incident) ? undefined : t('incidents.menu.isResolved')
  return [
    ...(can.open === undefined
      ? []
      : [{ id: 'open', label: t('incidents.menu.open'), icon: FolderOpen, run: can.open }]),
    {
      id: 'update',
      label: t('incidents.menu.update'),
      icon: MessageSquarePlus,
      unavailable: refused,
      run: () => can.step('update'),
    },
    {
      id: 'acknowledge',
      label: t('incidents.menu.acknowledge'),
      icon: UserCheck,
      unavailable:
        refused ?? resolved ?? (incident.acknowledged_at === null ? undefined : t('incidents.menu.isAcknowledged')),
      run: can.acknowledge,
    },
    {
      id: 'close',
      label: t('incidents.menu.close'),
      icon: Check,
      unavailable: refused ?? resolved,
      run: () => can.step('close'),
    },
    incident.published_at === null
      ? {
          id: 'publish',
          label: t('incidents.menu.publish'),
          icon: Eye,
          separated: true,
          unavailable: refused,
          run: () => can.step('publish'),
        }
      : {
          id: 'unpublish',
          label: t('incidents.menu.unpublish'),
          icon: EyeOff,
          separated: true,
          unavailable: refused,
          run: () => can.step('unpublish'),
        },
    { id: 'edit', label: t('incidents.menu.edit'), icon: Pencil, unavailable: refused, run: () => can.step('edit') },
    {
      id: 'delete',
      label: t('incidents.menu.remove'),
      icon: Trash,
      danger: true,
      separated: true,
      unavailable: refused,
      run: () => can.step('delete'),
    },
  ]
}
