import Ban from 'lucide-solid/icons/ban'
import CircleCheck from 'lucide-solid/icons/circle-check'
import FolderOpen from 'lucide-solid/icons/folder-open'
import Pencil from 'lucide-solid/icons/pencil'
import Play from 'lucide-solid/icons/play'
import Trash from 'lucide-solid/icons/trash'
import type { Maintenance } from '../../../src-server/contract/maintenances.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { isOver } from './model.ts'
import { t } from './words.ts'

export type MaintenanceStep = 'start' | 'complete' | 'cancel' | 'edit' | 'delete'

/** What can be done with a maintenance. */
export function maintenanceMenu(
  maintenance: Maintenance,
  can: { write: boolean; open?: () => void; step: (step: MaintenanceStep) => void },
): MenuEntry[] {
  const refused = can.write ? undefined : t('maintenances.menu.notAllowed')
  return [
    ...(can.open === undefined
      ? []
      : [{ id: 'open', label: t('maintenances.menu.open'), icon: FolderOpen, run: can.open }]),
    {
      id: 'start',
      label: t('maintenances.menu.start'),
      icon: Play,
      unavailable: refused ?? (maintenance.status === 'scheduled' ? undefined : t('maintenances.menu.notScheduled')),
      run: () => can.step('start'),
    },
    {
      id: 'complete',
      label: t('maintenances.menu.complete'),
      icon: CircleCheck,
      unavailable: refused ?? (maintenance.status === 'in_progress' ? undefined : t('maintenances.menu.notRunning')),
      run: () => can.step('complete'),
    },
    {
      id: 'edit',
      label: t('maintenances.menu.edit'),
      icon: Pencil,
      unavailable: refused,
      run: () => can.step('edit'),
    },
    {
      id: 'cancel',
      label: t('maintenances.menu.cancel'),
      icon: Ban,
      separated: true,
      unavailable: refused ?? (isOver(maintenance) ? t('maintenances.menu.isOver') : undefined),
      run: () => can.step('cancel'),
    },
    {
      id: 'delete',
      label: t('maintenances.menu.remove'),
      icon: Trash,
      danger: true,
      unavailable: refused,
      run: () => can.step('delete'),
    },
  ]
}
