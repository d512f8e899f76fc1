/** Roles: the list, the matrix, what a change means for whom. */

const count = (value: number): string => value.toLocaleString('en')
const plural = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`
const holders = (members: number, tokens: number): string =>
  `${plural(tokens, 'token', 'tokens')} and ${plural(members, 'person', 'people')}`

export const roles = {
  title: 'Roles',
  things: 'roles',
  subtitle: 'A role names what people and tokens may view and change on a page.',
  table: 'Roles',
  create: 'New role',
  createEllipsis: 'New role…',
  copy: 'Make a copy…',
  off: {
    words:
      'Custom roles need advanced RBAC. It is off: roles that people and tokens hold go on as they are, and nothing here can be changed.',
    turnOn: 'Turn it on in Settings',
    ask: 'An admin of every page can turn it on in Settings.',
  },
  everyPage: 'Roles belong to the whole workspace: changing them needs a role on every page.',

  column: { name: 'Role', kind: 'Kind', access: 'Access', use: 'In use' },
  builtIn: 'Built-in',
  custom: 'Custom',
  frozen: 'Not assignable now',
  access: (view: number, change: number) => `Views ${plural(view, 'area', 'areas')}, changes ${change}`,
  members: (value: number) => plural(value, 'person', 'people'),
  tokens: (value: number) => plural(value, 'token', 'tokens'),
  unused: 'Nobody',

  menu: {
    open: 'Open',
    copy: 'Make a copy…',
    remove: 'Delete role…',
    builtIn: 'Built-in roles stay',
    off: 'Advanced RBAC is off',
    locked: 'Roles are locked for Terraform',
    notAllowed: 'Your role doesn’t allow it',
  },

  detail: {
    back: 'Roles',
    builtInWords: 'Built into every workspace. Make a copy to change it.',
    details: 'Details',
    key: 'Key',
    kind: 'Kind',
    created: 'Created',
    updated: 'Changed',
    held: 'Held by',
    holders: 'Who holds it',
    nobody: 'Nobody holds it.',
    people: 'People',
    tokens: 'API tokens',
    hidden: 'Your role doesn’t let you see who.',
    more: (value: number) => `and ${count(value)} more`,
    invites: 'Open invites count as people.',
  },

  form: {
    createTitle: 'New role',
    createWords: 'Give it the least that its job needs. It can be changed later.',
    name: 'Name',
    namePlaceholder: 'Release manager',
    key: 'Key',
    keyHint: 'How the API calls it. It can’t be changed later.',
    description: 'Description',
    descriptionPlaceholder: 'What the job is, and who has it.',
    startFrom: 'Start from',
    startFromNothing: 'Nothing',
    submit: 'Create role',
    created: (name: string) => `Role ${name} created`,
    createdDetail: 'It can be given to people and tokens now.',
    thing: 'role',
  },

  matrix: {
    title: 'What it may do',
    caption: 'Areas, and whether the role may do nothing, view or change there',
    search: 'Find an area or permission',
    area: 'Area',
    level: { none: 'None', view: 'View', change: 'Change' },
    summary: (view: number, change: number) => `Views ${plural(view, 'area', 'areas')} and changes ${change}.`,
    implied: (area: string) => `Comes with ${area}`,
    beyond: 'You don’t have it yourself, so you can’t give it.',
    nothingToChange: 'There is nothing to change here.',
    noMatch: (typed: string) => `No area matches “${typed}”.`,
    levelOf: (area: string) => `${area}: what the role may do`,
  },

  diff: {
    affect: (changes: number, members: number, tokens: number) =>
      members + tokens === 0
        ? `${plural(changes, 'change', 'changes')}. Nobody holds this role yet.`
        : `${plural(changes, 'change', 'changes')} ${changes === 1 ? 'affects' : 'affect'} ${holders(members, tokens)}.`,
    preview: 'Review and save…',
  },
  save: {
    title: (name: string) => `Save role ${name}?`,
    body: (members: number, tokens: number) =>
      members + tokens === 0
        ? 'Nobody holds it yet, so nothing changes for anyone now.'
        : `It counts at once, with the next request of ${holders(members, tokens)}.`,
    gains: 'Gains',
    loses: 'Loses',
    nothing: 'Nothing',
    keep: 'Keep editing',
    confirm: 'Save role',
    done: (name: string) => `Role ${name} saved`,
    doneDetail: (members: number, tokens: number) =>
      members + tokens === 0 ? undefined : `In force for ${holders(members, tokens)}.`,
    field: { name: 'Name', description: 'Description', permissions: 'Permissions' },
  },
  remove: {
    title: (name: string) => `Delete role ${name}?`,
    body: 'Nobody uses it. Past events keep its name.',
    used: (members: number, tokens: number) =>
      `It can’t be deleted: ${holders(members, tokens)} still hold it. Give them another role first.`,
    keep: 'Keep role',
    confirm: 'Delete role',
    done: (name: string) => `Role ${name} deleted`,
    doneDetail: 'Past events keep its name.',
  },
}
