import type { Words } from '../words.ts'

export const german: Words = {
  language: 'de',
  component: {
    operational: 'In Betrieb',
    under_maintenance: 'In Wartung',
    degraded_performance: 'Eingeschränkt',
    partial_outage: 'Teilausfall',
    major_outage: 'Ausfall',
  },
  incident: {
    investigating: 'Wird untersucht',
    identified: 'Ursache gefunden',
    monitoring: 'Wird beobachtet',
    resolved: 'Behoben',
  },
  impact: {
    none: 'Keine Auswirkung',
    minor: 'Geringe Auswirkung',
    major: 'Große Auswirkung',
    critical: 'Kritische Auswirkung',
  },
  indicator: {
    none: 'Alle Systeme in Betrieb',
    maintenance: 'Wartung läuft',
    minor: 'Einige Systeme sind beeinträchtigt',
    major: 'Größerer Ausfall',
    critical: 'Kritischer Ausfall',
  },
  summary: {
    none: 'Alles funktioniert, wie es soll.',
    maintenance: 'Geplante Arbeiten laufen. Einzelne Teile können eine Weile nicht erreichbar sein.',
    minor: 'Das meiste funktioniert. Um den Rest kümmern wir uns.',
    major: 'Ein wichtiger Teil ist ausgefallen. Wir arbeiten daran.',
    critical: 'Unser Dienst ist ausgefallen. Wir arbeiten mit allen Kräften daran.',
  },
  help: 'Hilfe',
  openIncidents: 'Was gerade geschieht',
  maintenanceNow: 'Laufende Wartung',
  maintenanceAhead: 'Geplante Wartung',
  components: 'Dienste',
  otherComponents: 'Weitere Dienste',
  history: 'Die letzten 14 Tage',
  affects: 'Betrifft',
  began: 'Beginn',
  resolvedAfter: (duration) => `Behoben nach ${duration}`,
  allUpdates: (count) => (count === 1 ? 'Meldung anzeigen' : `Alle ${count} Meldungen anzeigen`),
  completed: 'Wartung abgeschlossen',
  quiet: 'Keine Vorfälle.',
  quietDays: (first, last) => `${first} – ${last}`,
  daysAgo: (days) => `Vor ${days} Tagen`,
  today: 'Heute',
  uptime: (percent) => `${percent} verfügbar`,
  noOutage: 'Kein Ausfall',
  noData: 'Noch keine Daten',
  uptimeSummary: (days, percent, troubledDays) =>
    percent === null
      ? 'Noch keine Daten zur Verfügbarkeit.'
      : `${percent} verfügbar in den letzten ${days} Tagen; ${
          troubledDays === 0
            ? 'kein Tag mit Störung'
            : troubledDays === 1
              ? 'ein Tag mit Störung'
              : `${troubledDays} Tage mit Störung`
        }.`,
  howCounted:
    'Ein Ausfall zählt ganz, ein Teilausfall zu drei Zehnteln. Eingeschränkter Betrieb und geplante Wartung zählen nicht.',
  timesIn: (zone) => `Alle Zeiten: ${zone}`,
  emptyTitle: 'Diese Seite ist neu',
  emptyText: 'Noch gibt es nichts zu berichten. Dienste und ihr Zustand erscheinen hier.',
  notSetUpTitle: 'Hier entsteht eine Statusseite',
  notSetUpText: 'Sie wird gerade eingerichtet. Bitte später wiederkommen.',
  updates: {
    open: 'Benachrichtigen lassen',
    email: 'E-Mail-Adresse',
    submit: 'Abonnieren',
    hint: 'Wir schicken zuerst einen Link dorthin. Ein Klick beendet es.',
    choose: 'Dienste auswählen',
  },
}
