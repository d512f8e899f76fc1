/** Words of incidents, maintenances and components that several screens share, and of changes that met another. */

export const content = {
  component: {
    operational: 'Operational',
    under_maintenance: 'Under maintenance',
    degraded_performance: 'Degraded performance',
    partial_outage: 'Partial outage',
    major_outage: 'Major outage',
  },
  incident: {
    investigating: 'Investigating',
    identified: 'Identified',
    monitoring: 'Monitoring',
    resolved: 'Resolved',
  },
  impact: { none: 'No impact', minor: 'Minor', major: 'Major', critical: 'Critical' },
  impactLabel: { none: 'No impact', minor: 'Minor impact', major: 'Major impact', critical: 'Critical impact' },
  maintenance: {
    scheduled: 'Scheduled',
    in_progress: 'In progress',
    completed: 'Completed',
    cancelled: 'Cancelled',
  },
  draft: 'Draft',
  later: 'Published later',

  picker: {
    label: 'Components affected',
    search: 'Find a component',
    none: 'There are no components yet. Add them under Components, then say which are affected.',
    noMatch: (typed: string) => `No component matches “${typed}”.`,
    statusOf: (name: string) => `Status of ${name}`,
    ungrouped: 'Without a group',
    private: 'not public',
    chosen: (count: number) => (count === 0 ? 'None chosen' : `${count} chosen`),
  },

  world: {
    title: 'What the world will see',
    nothing: 'Nothing yet: it isn’t public.',
    untitled: 'Untitled',
    affects: (names: string) => `Affects: ${names}`,
    hidden: (names: string, one: boolean) =>
      `${names} ${one ? 'isn’t' : 'aren’t'} public. Visitors don’t see ${one ? 'it' : 'them'} here.`,
    newly: 'Newly public',
    newlyNothing: 'Nothing new becomes public.',
    stays: 'Stays with the team: root cause, notes, and who acknowledged it.',
  },
  prose: 'Blank lines make paragraphs, web addresses become links.',

  publishTitle: (host: string) => `Publish to ${host}?`,
  publishBody: 'Visible to everyone now.',
  publishKeep: 'Keep editing',
  publish: 'Publish',
  discard: 'Discard',

  conflict: {
    title: 'Changed meanwhile',
    words:
      'Someone changed this since you opened it. Choose what to keep, field by field or at once. Nothing is saved yet.',
    caption: 'Fields that differ',
    field: 'Field',
    before: 'When you opened it',
    theirs: 'Theirs',
    mine: 'Mine',
    useTheirs: 'Use theirs',
    keepMine: 'Keep mine',
    merge: 'Save what is chosen',
    same: 'Both made the same change.',
    empty: 'empty',
    choose: (field: string) => `Which ${field} to keep`,
  },

  unsaved: { region: 'Unsaved changes', words: 'Your changes haven’t been saved.' },

  undo: {
    action: 'Undo',
    done: 'Put back as it was',
    failed: 'That could not be put back.',
  },

  lock: {
    chip: 'Terraform',
    by: (token: string) => `Managed in Terraform by ${token}. Change it in code.`,
    noToken: 'Managed in Terraform. Change it in code.',
    reason: (reason: string, who: string) => `Locked by ${who}: ${reason}`,
    who: 'Who can unlock?',
  },
}
