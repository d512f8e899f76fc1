import type { MailWords } from '../words.ts'

export const french: MailWords = {
  language: 'fr',
  invite: {
    subject: (by, where) => `${by} vous invite à rejoindre ${where}`,
    title: (where) => `Vous êtes invité à rejoindre ${where}`,
    text: (by, where, role) => `${by} vous propose de participer à ${where}. Votre rôle sera ${role}.`,
    action: 'Accepter l’invitation',
    why: 'Si vous ne vous y attendiez pas, ne faites rien : rien ne se passera sans vous.',
  },
  passwordReset: {
    subject: 'Choisir un nouveau mot de passe',
    text: (name) => `Bonjour ${name}. Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte.`,
    action: 'Choisir un nouveau mot de passe',
    why: 'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',
  },
  confirm: {
    subject: (page) => `Confirmez votre abonnement à ${page}`,
    everything: (page) =>
      `Vous avez demandé des nouvelles de ${page} : les incidents et les maintenances prévues, dès qu’il y en a.`,
    some: (page) => `Vous avez demandé des nouvelles de ${page}, pour les services ci-dessous.`,
    action: 'Confirmer',
    why: 'Si ce n’était pas vous, ne faites rien : sans confirmation, vous ne recevrez aucun message.',
  },
  manage: {
    subject: (page) => `Votre abonnement à ${page}`,
    text: (page) =>
      `Choisissez ici les services de ${page} dont vous voulez des nouvelles, ou mettez fin à votre abonnement.`,
    action: 'Gérer votre abonnement',
    why: 'Quelqu’un l’a demandé avec votre adresse. Si ce n’était pas vous, ne faites rien.',
  },
  maintenance: {
    scheduled: 'Maintenance prévue',
    changed: 'Maintenance modifiée',
    started: 'Maintenance en cours',
    completed: 'Maintenance terminée',
    cancelled: 'Maintenance annulée',
  },
  test: {
    subject: (page) => `Message d’essai de ${page}`,
    text: (page) => `Ceci est un essai. Les messages de ${page} arrivent ici.`,
  },
  affects: 'Concerne',
  when: 'Quand',
  impact: 'Impact',
  seePage: 'Voir la page d’état',
  subscribed: (page) => `Vous recevez ce message parce que vous êtes abonné à ${page}.`,
  unsubscribe: 'Se désabonner',
  worksUntil: (moment) => `Le lien fonctionne une fois, jusqu’au ${moment}.`,
  times: (zone) => `Heures : ${zone}`,
}
