import type { MailWords } from '../words.ts'

export const german: MailWords = {
  language: 'de',
  invite: {
    subject: (by, where) => `${by} lädt Sie zu ${where} ein`,
    title: (where) => `Sie sind zu ${where} eingeladen`,
    text: (by, where, role) => `${by} bittet Sie, sich mit um ${where} zu kümmern. Ihre Rolle wird ${role} sein.`,
    action: 'Einladung annehmen',
    why: 'Wenn Sie das nicht erwartet haben, müssen Sie nichts tun: ohne Sie geschieht nichts.',
  },
  passwordReset: {
    subject: 'Neues Passwort wählen',
    text: (name) => `Guten Tag, ${name}. Jemand, vermutlich Sie, möchte ein neues Passwort für Ihr Konto.`,
    action: 'Neues Passwort wählen',
    why: 'Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.',
  },
  confirm: {
    subject: (page) => `Abonnement von ${page} bestätigen`,
    everything: (page) => `Sie möchten Nachrichten von ${page}: Vorfälle und geplante Wartungen, sobald es sie gibt.`,
    some: (page) => `Sie möchten Nachrichten von ${page} über die folgenden Dienste.`,
    action: 'Bestätigen',
    why: 'Wenn Sie das nicht waren, müssen Sie nichts tun: ohne Bestätigung kommen keine Nachrichten.',
  },
  manage: {
    subject: (page) => `Ihr Abonnement von ${page}`,
    text: (page) => `Hier wählen Sie, über welche Dienste von ${page} Sie hören, oder beenden Ihr Abonnement.`,
    action: 'Abonnement verwalten',
    why: 'Jemand hat mit Ihrer Adresse darum gebeten. Wenn Sie das nicht waren, müssen Sie nichts tun.',
  },
  maintenance: {
    scheduled: 'Wartung geplant',
    changed: 'Wartung geändert',
    started: 'Wartung läuft',
    completed: 'Wartung abgeschlossen',
    cancelled: 'Wartung abgesagt',
  },
  test: {
    subject: (page) => `Testnachricht von ${page}`,
    text: (page) => `Dies ist ein Test. Nachrichten von ${page} kommen hier an.`,
  },
  affects: 'Betrifft',
  when: 'Zeitraum',
  impact: 'Auswirkung',
  seePage: 'Zur Statusseite',
  subscribed: (page) => `Sie erhalten dies, weil Sie ${page} abonniert haben.`,
  unsubscribe: 'Abbestellen',
  worksUntil: (moment) => `Der Link gilt einmal, bis ${moment}.`,
  times: (zone) => `Zeiten: ${zone}`,
}
