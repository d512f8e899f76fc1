import type { Words } from '../words.ts'

export const french: Words = {
  language: 'fr',
  component: {
    operational: 'Opérationnel',
    under_maintenance: 'En maintenance',
    degraded_performance: 'Performances dégradées',
    partial_outage: 'Panne partielle',
    major_outage: 'Panne majeure',
  },
  incident: {
    investigating: 'Analyse en cours',
    identified: 'Cause identifiée',
    monitoring: 'Sous surveillance',
    resolved: 'Résolu',
  },
  impact: { none: 'Sans impact', minor: 'Impact mineur', major: 'Impact majeur', critical: 'Impact critique' },
  indicator: {
    none: 'Tous les systèmes sont opérationnels',
    maintenance: 'Maintenance en cours',
    minor: 'Certains systèmes sont perturbés',
    major: 'Panne majeure',
    critical: 'Panne critique',
  },
  summary: {
    none: 'Tout fonctionne normalement.',
    maintenance: 'Des travaux planifiés sont en cours. Certains services peuvent être indisponibles un moment.',
    minor: 'L’essentiel fonctionne. Nous nous occupons du reste.',
    major: 'Un service important est en panne. Nous y travaillons.',
    critical: 'Notre service est en panne. Nous y travaillons avec tous nos moyens.',
  },
  help: 'Obtenir de l’aide',
  openIncidents: 'Ce qui se passe en ce moment',
  maintenanceNow: 'Maintenance en cours',
  maintenanceAhead: 'Maintenance planifiée',
  components: 'Services',
  otherComponents: 'Autres services',
  history: 'Les 14 derniers jours',
  affects: 'Concerne',
  began: 'Début',
  resolvedAfter: (duration) => `Résolu après ${duration}`,
  allUpdates: (count) => (count === 1 ? 'Afficher le message' : `Afficher les ${count} messages`),
  completed: 'Maintenance terminée',
  quiet: 'Aucun incident.',
  quietDays: (first, last) => `${first} – ${last}`,
  daysAgo: (days) => `Il y a ${days} jours`,
  today: 'Aujourd’hui',
  uptime: (percent) => `${percent} de disponibilité`,
  noOutage: 'Aucune panne',
  noData: 'Pas encore de données',
  uptimeSummary: (days, percent, troubledDays) =>
    percent === null
      ? 'Pas encore de données de disponibilité.'
      : `${percent} de disponibilité sur les ${days} derniers jours ; ${
          troubledDays === 0
            ? 'aucun jour perturbé'
            : troubledDays === 1
              ? 'un jour perturbé'
              : `${troubledDays} jours perturbés`
        }.`,
  howCounted:
    'Une panne majeure compte entièrement, une panne partielle pour trois dixièmes. Les performances dégradées et les maintenances planifiées ne comptent pas.',
  timesIn: (zone) => `Heures : ${zone}`,
  emptyTitle: 'Cette page est nouvelle',
  emptyText: 'Il n’y a encore rien à signaler. Les services et leur état apparaîtront ici.',
  notSetUpTitle: 'Une page d’état sera bientôt ici',
  notSetUpText: 'Elle est en cours de préparation. Merci de revenir plus tard.',
  updates: {
    open: 'Recevoir les nouvelles',
    email: 'Adresse e-mail',
    submit: 'S’abonner',
    hint: 'Nous y envoyons d’abord un lien. Un clic y met fin.',
    choose: 'Choisir des services',
  },
}
