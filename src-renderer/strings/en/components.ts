/** Components and their groups. */

const count = (value: number): string => value.toLocaleString('en')

export const components = {
  title: 'Components',
  things: 'components',
  subtitle: 'The parts of your service that the page speaks about:',
  create: 'New component',
  createEllipsis: 'New component…',
  createGroup: 'New group',
  createGroupEllipsis: 'New group…',
  filterLabel: 'Filter components',
  filterPlaceholder: 'Filter by name',
  shown: (shown: number, total: number) =>
    shown === total
      ? `${count(total)} ${total === 1 ? 'component' : 'components'}`
      : `${count(shown)} of ${count(total)}`,
  noMatch: (total: number) => `No components match. Clear the filter to see all ${count(total)}.`,
  empty: {
    title: 'No components yet',
    words:
      'Name what people use: the website, the API, sign-in. Incidents and maintenances then say which of them are affected.',
  },
  emptyTest: {
    title: 'No test components yet',
    words: 'Components of the sandbox are its own. Nobody but the team sees them.',
  },
  ungrouped: 'Without a group',
  emptyGroup: 'No components in this group. Move some here by editing them.',
  table: (group: string) => `Components, ${group}`,

  column: { name: 'Component', status: 'Status', since: 'Since', order: 'Order' },
  notPublic: 'Not public',
  notPublicTip: 'Visitors don’t see it.',
  byIncident: 'Set by an incident',
  byMaintenance: 'Set by a maintenance',
  statusOf: (name: string) => `Status of ${name}`,
  up: (name: string) => `Move ${name} up`,
  down: (name: string) => `Move ${name} down`,
  moved: (name: string, place: number, of: number) => `${name} moved to place ${place} of ${of}.`,
  orderHint: 'Alt ↑ and Alt ↓ move the row that has the focus.',
  statusDone: (name: string, status: string) => `${name}: ${status}`,
  statusDetail: 'Visitors see it at once.',
  statusDetailPrivate: 'It isn’t public, so only the team sees it.',

  menu: {
    edit: 'Edit…',
    remove: 'Delete permanently…',
    removeGroup: 'Delete group…',
    notAllowed: 'Your role doesn’t allow it',
    locked: 'Components are locked for Terraform',
  },
  groupActions: (name: string) => `Actions for group ${name}`,

  form: {
    createTitle: 'New component',
    editTitle: (name: string) => `Edit ${name}`,
    createGroupTitle: 'New group',
    thing: 'component',
    groupThing: 'group',
    name: 'Name',
    namePlaceholder: 'REST API',
    groupPlaceholder: 'Platform',
    description: 'Description',
    descriptionHint: 'Stands below the name on the page.',
    group: 'Group',
    noGroup: 'Without a group',
    public: 'Visitors see it',
    publicHint: 'Off: for the team only. Incidents may still name it without showing it.',
    submit: 'Create component',
    submitGroup: 'Create group',
    created: (name: string) => `${name} added`,
    createdDetail: 'It stands at the end of its group.',
    createdGroup: (name: string) => `Group ${name} added`,
    saved: (name: string) => `${name} changed`,
    field: { name: 'Name', description: 'Description', group_id: 'Group', public: 'Visitors see it' },
  },
  remove: {
    title: (name: string) => `Delete ${name} permanently?`,
    body: 'It disappears from the page with its 90-day history. Incidents and maintenances that name it stay, without it.',
    keep: 'Keep component',
    confirm: 'Delete permanently',
    done: (name: string) => `${name} deleted`,
  },
  removeGroup: {
    title: (name: string) => `Delete group ${name}?`,
    body: (components: number) =>
      components === 0
        ? 'No component is in it.'
        : `Its ${count(components)} ${components === 1 ? 'component stays' : 'components stay'}, without a group.`,
    keep: 'Keep group',
    confirm: 'Delete group',
    done: (name: string) => `Group ${name} deleted`,
  },
}
