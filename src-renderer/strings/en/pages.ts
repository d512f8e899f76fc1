/** The status pages of the workspace. */

const count = (value: number): string => value.toLocaleString('en')

export const pages = {
  title: 'Pages',
  things: 'pages',
  subtitle: 'Status pages of',
  table: 'Pages',
  create: 'New page',
  createEllipsis: 'New page…',
  filterLabel: 'Filter pages',
  filterPlaceholder: 'Filter by name',
  shown: (value: number, more: boolean) =>
    `${count(value)}${more ? '+' : ''} ${value === 1 && !more ? 'page' : 'pages'}`,
  noMatch: 'No pages match.',
  showAll: 'Show all pages',
  column: { name: 'Page', hosts: 'Hosts', created: 'Created' },
  isDefault: 'Default',
  isHere: 'You’re here',
  noHost: 'None yet',
  noHostHint: 'Reached on this computer only',
  moreHosts: (value: number) => `+${count(value)} more`,

  menu: {
    go: 'Switch to it',
    here: 'You’re on this page',
    hosts: 'Edit hosts',
    rename: 'Rename…',
    makeDefault: 'Make default',
    isDefault: 'It’s the default already',
    remove: 'Delete permanently…',
    defaultStays: 'The default page stays: make another one the default first',
    notAllowed: 'Your role doesn’t allow it',
  },

  form: {
    title: 'New page',
    body: 'A page has its own hosts, components, incidents and settings. People and roles are shared.',
    thing: 'page',
    name: 'Name',
    nameHint: 'Visitors see it as the title.',
    hosts: 'Hosts',
    hostsHint: 'Where visitors will find it, the primary one first. You can add them later.',
    submit: 'Create page',
    done: (name: string) => `${name} created`,
    doneDetail: 'Add components, then tell visitors about its host.',
    switchTo: 'Switch to it',
  },
  rename: {
    title: (name: string) => `Rename ${name}`,
    body: 'Visitors see the new name at once. Hosts and links stay as they are.',
    submit: 'Save name',
    done: (name: string) => `Page renamed to ${name}`,
    field: { name: 'Name' },
  },
  madeDefault: (name: string) => `${name} is the default page now`,
  madeDefaultDetail: 'Requests that name no page are about it.',

  remove: {
    title: (name: string) => `Delete ${name} permanently?`,
    body: 'Its incidents, maintenances, components, settings and hosts are removed, and roles that hold on it alone. Audit events stay, under the name they had.',
    host: (host: string) => `Visitors of ${host} find nothing there any more.`,
    tokens: 'A page that still has API tokens, ended ones too, isn’t deleted: their records are evidence.',
    showTokens: 'Show its tokens',
    type: (name: string) => `Type ${name} to confirm`,
    keep: 'Keep page',
    confirm: 'Delete permanently',
    done: (name: string) => `${name} deleted`,
    doneDetail: 'Audit events about it stay.',
  },
}
